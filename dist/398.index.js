export const id = 398;
export const ids = [398];
export const modules = {

/***/ 2398:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   applyLogGroup: () => (/* binding */ applyLogGroup),
/* harmony export */   observeLogGroup: () => (/* binding */ observeLogGroup),
/* harmony export */   observeLogGroupTags: () => (/* binding */ observeLogGroupTags)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_cloudwatch_logs__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2684);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _aws_write_once_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5246);
/* harmony import */ var _steps_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2024);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8826);





async function observeLogGroup(context, name) {
    const { aws } = context;
    try {
        // A prefix may match any number of groups; the exact name sorts first among them.
        const page = await aws.send(aws.logs(), new _aws_sdk_client_cloudwatch_logs__WEBPACK_IMPORTED_MODULE_3__/* .DescribeLogGroupsCommand */ .VlF({ logGroupNamePrefix: name, limit: 1 }));
        const group = page.logGroups?.find(candidate => candidate.logGroupName === name);
        return group && { name, retentionDays: group.retentionInDays, readable: true, arn: taggableArn(group) };
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return { name, retentionDays: undefined, readable: false };
    }
}
/** Calls for tags take the ARN without the `:*` at its end, with which the older of the two members has it. */
function taggableArn({ logGroupArn, arn }) {
    return logGroupArn ?? arn?.replace(/:\*$/, '');
}
/** The group with its tags. Without the permission for them it counts as not made by this action. */
async function observeLogGroupTags(context, group) {
    const { aws } = context;
    if (group.arn === undefined)
        return group;
    try {
        const { tags } = await aws.send(aws.logs(), new _aws_sdk_client_cloudwatch_logs__WEBPACK_IMPORTED_MODULE_3__/* .ListTagsForResourceCommand */ .a_e({ resourceArn: group.arn }));
        return { ...group, tags: tags ?? {} };
    }
    catch (error) {
        if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(error, 'ResourceNotFoundException'))
            return group;
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return { ...group, areTagsUnreadable: true };
    }
}
async function applyLogGroup(context, change) {
    switch (change.kind) {
        case 'create':
            await createLogGroup(context, change.desired);
            return;
        case 'update':
            await updateLogGroup(context, change);
            return;
        default:
            return;
    }
}
async function createLogGroup(context, { name, retentionDays, tags }) {
    const { aws } = context;
    try {
        await (0,_aws_write_once_js__WEBPACK_IMPORTED_MODULE_1__/* .writeOnce */ .Fq)(context, {
            write: () => aws.send(aws.logs(), new _aws_sdk_client_cloudwatch_logs__WEBPACK_IMPORTED_MODULE_3__/* .CreateLogGroupCommand */ .BOU({ logGroupName: name, tags: { ...(0,_tags_js__WEBPACK_IMPORTED_MODULE_2__/* .creationTags */ .ZU)(tags) } })),
            find: () => observeLogGroup(context, name),
        });
    }
    catch (error) {
        // Another run, or the first task with awslogs-create-group, was faster: what is wanted exists.
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(error, 'ResourceAlreadyExistsException'))
            throw error;
    }
    await putRetention(context, name, retentionDays);
}
async function updateLogGroup(context, { desired, observed, fields }) {
    const { aws } = context;
    const tags = (0,_tags_js__WEBPACK_IMPORTED_MODULE_2__/* .missingTags */ .Ys)(desired.tags, observed.tags ?? {});
    await (0,_steps_js__WEBPACK_IMPORTED_MODULE_4__/* .settleAll */ .j3)([
        fields.some(({ field }) => field === 'retentionInDays') &&
            putRetention(context, desired.name, desired.retentionDays),
        Object.keys(tags).length > 0 && aws.send(aws.logs(), new _aws_sdk_client_cloudwatch_logs__WEBPACK_IMPORTED_MODULE_3__/* .TagResourceCommand */ .eqU({ resourceArn: observed.arn, tags })),
    ]);
}
async function putRetention(context, logGroupName, days) {
    if (days === undefined)
        return;
    const { aws } = context;
    await aws.send(aws.logs(), new _aws_sdk_client_cloudwatch_logs__WEBPACK_IMPORTED_MODULE_3__/* .PutRetentionPolicyCommand */ .h5R({ logGroupName, retentionInDays: days }));
}


/***/ })

};
