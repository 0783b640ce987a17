export const id = 323;
export const ids = [323];
export const modules = {

/***/ 1323:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   resolveConflicts: () => (/* binding */ resolveConflicts)
/* harmony export */ });
/* unused harmony export judgeOwnRule */
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(586);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _aws_limits_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8885);
/* harmony import */ var _aws_write_once_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5246);
/* harmony import */ var _duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7300);
/* harmony import */ var _observed_rule_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7294);
/* harmony import */ var _rule_creation_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4507);
/* harmony import */ var _rule_priority_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5002);
/* harmony import */ var _rule_problems_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4398);









/** Every move means that somebody made a rule meanwhile: more than a few in a row are no coincidence. */
const MAX_MOVES = 5;
/** As many as a listener has rules by default. */
const MAX_REFUSALS = _aws_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .DEFAULT_MAX_RULES */ .vM;
/** Pure. */
function judgeOwnRule(own, rules, { left, gaveWay }) {
    const { match } = own.desired;
    const inList = rules.find(rule => rule.RuleArn === own.made.arn)?.Priority;
    const priority = inList !== undefined && !left.has(inList) ? inList : own.made.priority;
    const others = otherRules(own, rules);
    const by = (0,_rule_priority_js__WEBPACK_IMPORTED_MODULE_6__/* .shadowingRule */ .Nk)(match, Number(priority), others);
    if (by)
        return { kind: 'shadowed', by };
    // Where another run has already removed ours as the duplicate of its own, ours is never listed again.
    const isDuplicate = (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .duplicatesOfOwn */ .Qg)(own, rules).some(rule => Number(rule.Priority) < Number(priority));
    if (inList !== priority && !isDuplicate)
        return { kind: 'not-listed' };
    const behind = (0,_rule_priority_js__WEBPACK_IMPORTED_MODULE_6__/* .rulesBehind */ .WU)(match, Number(priority), others);
    return { kind: 'listed', priority, inFrontOf: behind.find(rule => !gaveWay.has(rule.RuleArn)) };
}
/** Rules that forward anywhere else than to the service's own group alone: what they get is not ours. */
function otherRules(own, rules) {
    const duplicates = new Set((0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .duplicatesOfOwn */ .Qg)(own, rules).map(rule => rule.RuleArn));
    return rules.filter(rule => rule.RuleArn !== own.made.arn && !duplicates.has(rule.RuleArn));
}
/**
 * Observes the listener again once a rule is made: ELBv2 compares nothing but the priority, so what came between the
 * observation and the write shows only now. Every run does this after its write, so of two that did not see each other
 * at least one does.
 * - A duplicate (same conditions, same target group, by a concurrent run of this service): the lower number stays.
 * - A rule behind ours that can match the same requests: an `auto` rule moves behind it, or is taken back where the
 *   other would leave it none.
 * - A rule before ours that leaves it no request: its run moves it or takes it back, for the same reason. If not, ours
 *   is taken back.
 *
 * @throws Error where ours was taken back, with the rule that left it nothing
 *
 * Returns the rule that stays.
 */
async function resolveConflicts(context, created) {
    const left = new Set();
    const gaveWay = new Set();
    let own = created;
    for (;;) {
        const { verdict, rules } = await observeUntilListed(context, own, { left, gaveWay });
        own = { ...own, made: { ...own.made, priority: verdict.priority } };
        const staying = await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .removeDuplicates */ .R3)(context, own, rules);
        if (staying)
            return staying;
        const { inFrontOf } = verdict;
        if (!inFrontOf || own.desired.priority !== 'auto')
            return own.made;
        // Made by somebody else in this very moment: theirs to place.
        if ((await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .ownedRules */ .jx)(context, own, [own.made])).length === 0)
            return own.made;
        if (left.size >= MAX_MOVES) {
            context.log.warning(`The listener rule with priority ${verdict.priority} takes requests that ${(0,_rule_problems_js__WEBPACK_IMPORTED_MODULE_7__/* .formatRule */ .UT)(inFrontOf)} could get, because rules are being made at the same time. Run the step again, or give both rules a number.`);
            return own.made;
        }
        left.add(verdict.priority);
        own = { ...own, made: await moveBehind(context, own, otherRules(own, rules)) };
    }
}
/** The rules, as soon as they list ours and leave it requests. What was before ours until then is kept in `gaveWay`. */
async function observeUntilListed(context, own, { left, gaveWay }) {
    const observe = async () => {
        const rules = await (0,_observed_rule_js__WEBPACK_IMPORTED_MODULE_4__/* .observeRules */ ._T)(context, own.desired.listenerArn);
        const verdict = judgeOwnRule(own, rules, { left, gaveWay });
        if (verdict.kind === 'shadowed')
            gaveWay.add(verdict.by.RuleArn);
        return { rules, verdict };
    };
    const { rules, verdict } = await (0,_aws_write_once_js__WEBPACK_IMPORTED_MODULE_2__/* .observeUntil */ .T1)(context, observe, ({ verdict }) => verdict.kind === 'listed');
    switch (verdict.kind) {
        case 'listed':
            return { rules, verdict };
        case 'shadowed':
            return await takeBack(context, own, (0,_rule_problems_js__WEBPACK_IMPORTED_MODULE_7__/* .unreachableProblem */ .iu)(own.desired.match, verdict.by));
        case 'not-listed':
            throw new Error(`The listener rule with priority ${own.made.priority} was made, but is not listed. It may have been deleted since. Run the step again.`);
    }
}
/** Nothing that this run made is left where it takes requests from others, or waits for their rules to go. */
async function takeBack(context, own, problem) {
    const { arn } = own.made;
    const owned = await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .ownedRules */ .jx)(context, own, [own.made]);
    if (owned.includes(arn))
        await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .deleteOwnRule */ .MX)(context, { arn, listenerArn: own.desired.listenerArn });
    throw new Error(`${problem} It was made at the same time as this run's own, which was taken back.`);
}
async function moveBehind(context, own, others) {
    const { aws, log } = context;
    const { match, targetGroupArn, listenerArn } = own.desired;
    const { arn } = own.made;
    const refused = new Set();
    for (;;) {
        const choice = (0,_rule_priority_js__WEBPACK_IMPORTED_MODULE_6__/* .choosePriority */ .AT)(match, others, { numbers: refused, spread: (0,_rule_creation_js__WEBPACK_IMPORTED_MODULE_5__/* .spreadOf */ .j)(targetGroupArn) });
        if (choice.kind !== 'free') {
            await (0,_duplicate_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .deleteOwnRule */ .MX)(context, { arn, listenerArn });
            throw new Error(`${(0,_rule_problems_js__WEBPACK_IMPORTED_MODULE_7__/* .choiceProblem */ .DN)(match, choice)} It came while this run made its own rule, which was taken back.`);
        }
        const { priority } = choice;
        try {
            await aws.send(aws.elbv2(), new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_8__/* .SetRulePrioritiesCommand */ .MKY({ RulePriorities: [{ RuleArn: arn, Priority: priority }] }));
            log.info(`listener rule: moved from priority ${own.made.priority} to ${priority}, behind a rule for the same requests that was created in the meantime`);
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
