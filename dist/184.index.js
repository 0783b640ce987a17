export const id = 184;
export const ids = [184];
export const modules = {

/***/ 7184:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findMaxRules: () => (/* binding */ findMaxRules)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(586);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _aws_pages_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2909);



/** ELBv2 API reference, Limit. */
const RULES = 'rules-per-application-load-balancer';
/** How many rules, default rules not counted, one load balancer of this account can have: the quota can be raised. */
async function findMaxRules(context) {
    const { aws } = context;
    try {
        const limits = await (0,_aws_pages_js__WEBPACK_IMPORTED_MODULE_1__/* .allPages */ .S)(async (Marker) => {
            const page = await aws.send(aws.elbv2(), new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_2__/* .DescribeAccountLimitsCommand */ .sT_({ Marker }));
            return { items: page.Limits, next: page.NextMarker };
        });
        const limit = limits.find(({ Name }) => Name === RULES)?.Max;
        return limit === undefined ? 'unreadable' : Number(limit);
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return 'unreadable';
    }
}


/***/ })

};
