export const id = 323;
export const ids = [323];
export const modules = {

/***/ 1323:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   settleRule: () => (/* binding */ settleRule)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(586);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _aws_write_once_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5246);
/* harmony import */ var _duplicate_rules_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7300);
/* harmony import */ var _observed_rule_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7294);
/* harmony import */ var _rule_creation_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4507);
/* harmony import */ var _rule_priority_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5002);
/* harmony import */ var _rule_problems_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4398);








/** Every move means that somebody made a rule meanwhile: more than a few in a row are no coincidence. */
const MAX_MOVES = 5;
/** As many as a listener has rules by default. */
const MAX_REFUSALS = 100;
/**
 * Looks again once a rule is made: ELBv2 compares nothing but the priority, so what came between the look and the
 * write shows only now. Every run does this after its write, so of two that did not see each other at least one does.
 * - A twin (same conditions, same target group, by a concurrent run of this service): the lower number stays.
 * - A rule behind ours that can match the same requests: an `auto` rule moves behind it, or is taken back where the
 *   other would leave it none.
 * - A rule before ours that leaves it no request: its run moves it or takes it back, for the same reason. If not, ours
 *   is taken back.
 *
 * @throws Error where ours was taken back, with the rule that left it nothing
 *
 * Returns the rule that stays.
 */
async function settleRule(context, created) {
    const { match, priority } = created.desired;
    const history = { left: new Set(), gaveWay: new Set() };
    let { made } = created;
    for (;;) {
        const look = await lookForRule(context, { ...created, made }, history);
        const own = { ...created, made: { arn: made.arn, priority: look.priority } };
        const staying = await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .removeTwins */ .W0)(context, own, look.rules);
        if (staying)
            return staying;
        const others = otherRules(own, look.rules);
        const behind = (0,_rule_priority_js__WEBPACK_IMPORTED_MODULE_4__/* .rulesBehind */ .WU)(match, Number(look.priority), others);
        const taken = behind.find(rule => !history.gaveWay.has(rule.RuleArn));
        if (!taken || priority !== 'auto')
            return own.made;
        // Made by somebody else in this very moment: theirs to place.
        if ((await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .ownedRules */ .jx)(context, own, [own.made])).length === 0)
            return own.made;
        if (history.left.size >= MAX_MOVES) {
            context.log.warning(`The listener rule with priority ${look.priority} takes requests that ${(0,_rule_problems_js__WEBPACK_IMPORTED_MODULE_5__/* .describeRule */ .IO)(taken)} could get, because rules are being made at the same time. Run the step again, or give both rules a number.`);
            return own.made;
        }
        history.left.add(look.priority);
        made = await moveBehind(context, own, others);
    }
}
/** The listener's rules, as soon as they show ours, at no number that it has left, and leave it requests. */
async function lookForRule(context, own, { left, gaveWay }) {
    const { match, listenerArn } = own.desired;
    let before;
    const found = await (0,_aws_write_once_js__WEBPACK_IMPORTED_MODULE_1__/* .findLater */ .q)(context, async () => {
        const rules = await (0,_observed_rule_js__WEBPACK_IMPORTED_MODULE_6__/* .observeRules */ ._T)(context, listenerArn);
        const listed = rules.find(rule => rule.RuleArn === own.made.arn)?.Priority;
        const priority = listed !== undefined && !left.has(listed) ? listed : own.made.priority;
        before = (0,_rule_priority_js__WEBPACK_IMPORTED_MODULE_4__/* .shadowingRule */ .Nk)(match, Number(priority), otherRules(own, rules));
        if (before) {
            gaveWay.add(before.RuleArn);
            return undefined;
        }
        // Where another run has already removed ours as the twin of its own, ours is never listed again.
        const isTwin = twinsOfOwn(own, rules).some(twin => Number(twin.Priority) < Number(priority));
        return listed === priority || isTwin ? { rules, priority } : undefined;
    });
    if (found)
        return found;
    if (before)
        return await takeBack(context, own, (0,_rule_problems_js__WEBPACK_IMPORTED_MODULE_5__/* .unreachableProblem */ .iu)(match, before));
    throw new Error(`The listener rule with priority ${own.made.priority} was made, but is not listed. Was it deleted meanwhile? Run the step again.`);
}
function twinsOfOwn({ desired, targetGroupArn, made }, rules) {
    return (0,_observed_rule_js__WEBPACK_IMPORTED_MODULE_6__/* .twinsOf */ .HJ)(rules, { arn: made.arn, match: desired.match, targetGroupArn });
}
/** Rules that forward anywhere else than to the service's own group alone: what they get is not ours. */
function otherRules(own, rules) {
    const twins = new Set(twinsOfOwn(own, rules).map(twin => twin.RuleArn));
    return rules.filter(rule => rule.RuleArn !== own.made.arn && !twins.has(rule.RuleArn));
}
/** Nothing that this run made is left where it takes requests from others, or waits for their rules to go. */
async function takeBack(context, own, problem) {
    const { arn } = own.made;
    const owned = await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .ownedRules */ .jx)(context, own, [own.made]);
    if (owned.includes(arn))
        await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .deleteOwnRule */ .MX)(context, { arn, listenerArn: own.desired.listenerArn });
    throw new Error(`${problem} It was made at the same time as this run's own, which was taken back.`);
}
async function moveBehind(context, own, others) {
    const { aws, log } = context;
    const { match } = own.desired;
    const { arn } = own.made;
    const refused = new Set();
    for (;;) {
        const choice = (0,_rule_priority_js__WEBPACK_IMPORTED_MODULE_4__/* .choosePriority */ .AT)(match, others, { numbers: refused, spread: (0,_rule_creation_js__WEBPACK_IMPORTED_MODULE_3__/* .spreadOf */ .j)(own.targetGroupArn) });
        if (choice.kind !== 'free') {
            await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .deleteOwnRule */ .MX)(context, { arn, listenerArn: own.desired.listenerArn });
            throw new Error(`${(0,_rule_problems_js__WEBPACK_IMPORTED_MODULE_5__/* .choiceProblem */ .DN)(match, choice)} It came while this run made its own rule, which was taken back.`);
        }
        const { priority } = choice;
        try {
            await aws.send(aws.elbv2(), new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_7__/* .SetRulePrioritiesCommand */ .MKY({ RulePriorities: [{ RuleArn: arn, Priority: priority }] }));
            log.info(`listener rule: moved from priority ${own.made.priority} to ${priority}, behind a rule for the same requests that was made meanwhile`);
            return { arn, priority: `${priority}` };
        }
        catch (error) {
            if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(error, 'PriorityInUseException') || refused.size >= MAX_REFUSALS)
                throw error;
            // Taken by a rule that is not listed yet.
            refused.add(priority);
        }
    }
}


/***/ })

};
