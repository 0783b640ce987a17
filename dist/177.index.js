export const id = 177;
export const ids = [177];
export const modules = {

/***/ 6177:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findScaling: () => (/* binding */ findScaling)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_application_auto_scaling__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1491);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8690);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6762);



async function findScaling(context, wanted) {
    const { aws } = context;
    const resourceId = `service/${(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .clusterName */ .SL)(wanted.cluster)}/${wanted.service}`;
    try {
        const answer = await aws.send(aws.applicationAutoScaling(), new _aws_sdk_client_application_auto_scaling__WEBPACK_IMPORTED_MODULE_2__/* .DescribeScalableTargetsCommand */ .sH({ ServiceNamespace: 'ecs', ResourceIds: [resourceId] }));
        const target = answer.ScalableTargets?.find(candidate => candidate.ScalableDimension === 'ecs:service:DesiredCount');
        return target ? { kind: 'scaled', minCount: target.MinCapacity, maxCount: target.MaxCapacity } : { kind: 'none' };
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isAccessDenied */ .w7)(error))
            throw error;
        return { kind: 'unreadable' };
    }
}


/***/ })

};
