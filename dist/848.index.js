export const id = 848;
export const ids = [848];
export const modules = {

/***/ 7848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findGivenTargetGroup: () => (/* binding */ findGivenTargetGroup)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(586);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);


/** A target group that is attached as it is: what it is, and which load balancer it belongs to. */
async function findGivenTargetGroup(context, wanted) {
    const { aws } = context;
    try {
        const answer = await aws.send(aws.elbv2(), new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__/* .DescribeTargetGroupsCommand */ .sC7({ TargetGroupArns: [wanted.arn] }));
        const group = answer.TargetGroups?.[0];
        if (!group)
            return { ...wanted, group: 'missing', loadBalancer: undefined };
        return { ...wanted, group, loadBalancer: await findLoadBalancerOf(context, group.LoadBalancerArns?.[0]) };
    }
    catch (error) {
        if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(error, 'TargetGroupNotFoundException')) {
            return { ...wanted, group: 'missing', loadBalancer: undefined };
        }
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return { ...wanted, group: 'unreadable', loadBalancer: undefined };
    }
}
async function findLoadBalancerOf(context, arn) {
    if (arn === undefined)
        return undefined;
    const { aws } = context;
    try {
        const answer = await aws.send(aws.elbv2(), new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__/* .DescribeLoadBalancersCommand */ .AZi({ LoadBalancerArns: [arn] }));
        return answer.LoadBalancers?.[0];
    }
    catch (error) {
        // Its zones are then not checked, and the check says so.
        if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error) || (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(error, 'LoadBalancerNotFoundException'))
            return undefined;
        throw error;
    }
}


/***/ })

};
