export const id = 184;
export const ids = [184];
export const modules = {

/***/ 7184:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readRuleLimit: () => (/* binding */ readRuleLimit)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(586);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);


/** ELBv2 API reference, Limit. */
const LIMIT = 'rules-per-application-load-balancer';
/** How many rules, default rules not counted, one load balancer of this account takes: the quota can be raised. */
async function readRuleLimit(context) {
    const { aws } = context;
    let marker;
    try {
        do {
            const page = await aws.send(aws.elbv2(), new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__/* .DescribeAccountLimitsCommand */ .sT_({ Marker: marker }));
            const limit = page.Limits?.find(({ Name }) => Name === LIMIT)?.Max;
            if (limit !== undefined)
                return Number(limit);
            marker = page.NextMarker;
        } while (marker);
        return 'unreadable';
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return 'unreadable';
    }
}


/***/ })

};
