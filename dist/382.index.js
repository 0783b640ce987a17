export const id = 382;
export const ids = [382];
export const modules = {

/***/ 1382:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findParameterNames: () => (/* binding */ findParameterNames)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_ssm__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4736);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);


/** SSM API reference, ParameterStringFilter. */
const MAX_VALUES = 50;
/**
 * Which of the names are those of parameters of this account and region; undefined where looking is not allowed.
 *
 * DescribeParameters never answers a value; GetParameters would (and in clear text, where it is no SecureString).
 */
async function findParameterNames(context, names) {
    const batches = [];
    for (let from = 0; from < names.length; from += MAX_VALUES)
        batches.push(names.slice(from, from + MAX_VALUES));
    try {
        const found = await Promise.all(batches.map(batch => describeNames(context, batch)));
        return new Set(found.flat());
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return undefined;
    }
}
async function describeNames(context, names) {
    const { aws } = context;
    const found = [];
    let token;
    do {
        const page = await aws.send(aws.ssm(), new _aws_sdk_client_ssm__WEBPACK_IMPORTED_MODULE_1__/* .DescribeParametersCommand */ .$hz({
            ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: names }],
            MaxResults: MAX_VALUES,
            NextToken: token,
        }));
        found.push(...(page.Parameters ?? []).flatMap(({ Name }) => Name ?? []));
        token = page.NextToken;
    } while (token);
    return found;
}


/***/ })

};
