export const id = 597;
export const ids = [597];
export const modules = {

/***/ 597:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findRole: () => (/* binding */ findRole)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6764);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8690);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6762);



/**
 * Looks for the role with the name, or with the name in the ARN. A role's path is part of its ARN and not of its name,
 * so AWS has to be asked for it. Whether the result is the ARN that was given, the caller has to compare: the role of
 * another account cannot be asked for.
 */
async function findRole(context, nameOrArn) {
    const { aws } = context;
    try {
        // The last part of an ARN is the name; a name has no slash.
        const { Role: role } = await aws.send(aws.iam(), new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_2__/* .GetRoleCommand */ .kbp({ RoleName: (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .lastPart */ .S_)(nameOrArn) }));
        return role?.Arn
            ? { kind: 'found', arn: role.Arn, trustPolicy: role.AssumeRolePolicyDocument }
            : { kind: 'missing' };
    }
    catch (error) {
        if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isErrorNamed */ .Yc)(error, 'NoSuchEntityException'))
            return { kind: 'missing' };
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isAccessDenied */ .w7)(error))
            throw error;
        return { kind: 'unreadable' };
    }
}


/***/ })

};
