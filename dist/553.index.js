export const id = 553;
export const ids = [553];
export const modules = {

/***/ 4553:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findParameters: () => (/* binding */ findParameters)
/* harmony export */ });
/* unused harmony export candidateNames */
/* harmony import */ var _aws_sdk_client_ssm__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4736);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8690);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6762);
/* harmony import */ var _aws_limits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8885);
/* harmony import */ var _aws_pages_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2909);





/** Looks for the SSM parameters that inputs and file take secrets from. */
async function findParameters(context, account, wanted) {
    const here = { account: account.id, region: context.aws.region };
    const candidates = wanted.map(parameter => ({ parameter, names: candidateNames(parameter.parameter, here) }));
    const elsewhere = candidates.filter(({ names }) => names === undefined).map(({ parameter }) => parameter);
    const names = [...new Set(candidates.flatMap(candidate => candidate.names ?? []))];
    if (names.length === 0)
        return { missing: [], unreadable: false, elsewhere };
    const known = await findNames(context, names);
    if (!known)
        return { missing: [], unreadable: true, elsewhere };
    const missing = candidates.filter(candidate => candidate.names?.every(name => !known.has(name)));
    return { missing: missing.map(({ parameter }) => parameter), unreadable: false, elsewhere };
}
/** AWS's own parameters, and its references to Secrets Manager, are not listed. */
const RESERVED = /^\/?aws\//;
/**
 * Pure. The names that a parameter's name or ARN can mean; undefined where it cannot be looked up with the run's own
 * credentials. An ARN has one slash after `parameter` whether or not the name begins with one (IAM guide for
 * Parameter Store); a name of several levels always does.
 */
function candidateNames(parameter, here) {
    if (!(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .isArn */ .EH)(parameter))
        return RESERVED.test(parameter) ? undefined : [parameter];
    const { region, account, resource = '' } = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .parseArn */ .Lw)(parameter) ?? {};
    const name = resource.replace(/^parameter\//, '');
    if (region !== here.region || account !== here.account || RESERVED.test(name))
        return undefined;
    return name.includes('/') ? [`/${name}`] : [name, `/${name}`];
}
/**
 * Which of the names are those of parameters of this account and region; undefined where looking is not allowed.
 *
 * DescribeParameters never returns a value; GetParameters would (and in clear text, for other types than SecureString).
 */
async function findNames(context, names) {
    const batches = [];
    for (let from = 0; from < names.length; from += _aws_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_PARAMETER_FILTER_VALUES */ .n_) {
        batches.push(names.slice(from, from + _aws_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_PARAMETER_FILTER_VALUES */ .n_));
    }
    try {
        const found = await Promise.all(batches.map(batch => describeNames(context, batch)));
        return new Set(found.flat());
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isAccessDenied */ .w7)(error))
            throw error;
        return undefined;
    }
}
async function describeNames(context, names) {
    const { aws } = context;
    const parameters = await (0,_aws_pages_js__WEBPACK_IMPORTED_MODULE_3__/* .allPages */ .S)(async (NextToken) => {
        const page = await aws.send(aws.ssm(), new _aws_sdk_client_ssm__WEBPACK_IMPORTED_MODULE_4__/* .DescribeParametersCommand */ .$hz({
            ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: names }],
            MaxResults: _aws_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_PARAMETER_FILTER_VALUES */ .n_,
            NextToken,
        }));
        return { items: page.Parameters, next: page.NextToken };
    });
    return parameters.flatMap(({ Name }) => Name ?? []);
}


/***/ })

};
