export const id = 177;
export const ids = [177];
export const modules = {

/***/ 6177:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findScalableTarget: () => (/* binding */ findScalableTarget)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_application_auto_scaling__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1491);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8826);



/**
 * Whether Application Auto Scaling owns the service's count: its range as text, undefined where it does not. A count
 * that is given is then not sent, so that a deployment does not undo what the load asked for.
 */
async function findScalableTarget(context, wanted) {
    const { aws, log } = context;
    const resourceId = `service/${(0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .clusterName */ .SL)(wanted.cluster)}/${wanted.service}`;
    try {
        const answer = await aws.send(aws.applicationAutoScaling(), new _aws_sdk_client_application_auto_scaling__WEBPACK_IMPORTED_MODULE_2__/* .DescribeScalableTargetsCommand */ .sH({ ServiceNamespace: 'ecs', ResourceIds: [resourceId] }));
        const target = answer.ScalableTargets?.find(candidate => candidate.ScalableDimension === 'ecs:service:DesiredCount');
        if (!target)
            return undefined;
        log.warning(`The given count of tasks ("desired-count") is ${wanted.desiredCount}, but Application Auto Scaling owns the count of service "${wanted.service}" (${target.MinCapacity} to ${target.MaxCapacity}): it is left as it is.`);
        return `Application Auto Scaling (${target.MinCapacity} to ${target.MaxCapacity})`;
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        log.warning(`Whether Application Auto Scaling owns the count of service "${wanted.service}" could not be checked: the permission application-autoscaling:DescribeScalableTargets is missing. The given count is applied.`);
        return undefined;
    }
}


/***/ })

};
