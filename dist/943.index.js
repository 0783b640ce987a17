export const id = 943;
export const ids = [943];
export const modules = {

/***/ 943:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findSecret: () => (/* binding */ findSecret)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_secrets_manager__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2994);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8690);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6762);
/* harmony import */ var _secret_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8857);




/**
 * The full ARN of a secret, from its name or a partial ARN: ECS does not find a secret by a partial ARN whose name
 * ends in a hyphen and six characters. The secret's value is never read.
 *
 * @param id name or ARN, full or partial
 */
async function findSecret(context, id) {
    const answers = await Promise.allSettled(candidateIds(id).map(candidate => describeSecret(context, candidate)));
    for (const answer of answers) {
        if (answer.status === 'fulfilled')
            return answer.value ? { kind: 'found', arn: answer.value } : { kind: 'unreadable' };
    }
    for (const answer of answers) {
        if (answer.status === 'fulfilled' || (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isErrorNamed */ .Yc)(answer.reason, 'ResourceNotFoundException'))
            continue;
        if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isAccessDenied */ .w7)(answer.reason))
            return { kind: 'unreadable' };
        throw answer.reason;
    }
    return { kind: 'missing' };
}
async function describeSecret(context, id) {
    const { aws } = context;
    const { ARN } = await aws.send(aws.secretsManager(), new _aws_sdk_client_secrets_manager__WEBPACK_IMPORTED_MODULE_3__/* .DescribeSecretCommand */ .X5({ SecretId: id }));
    return ARN;
}
/**
 * An ARN that ends in a hyphen and six characters may be a full one, or a partial one of a secret whose own name ends
 * so (`client-secret`): both are looked up, side by side.
 */
function candidateIds(id) {
    if (!(0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .isArn */ .EH)(id))
        return [id];
    const name = (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_0__/* .parseArn */ .Lw)(id)?.resource.replace(/^secret:/, '') ?? id;
    return (0,_secret_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .hasRandomSuffix */ .dQ)(name) ? [id, name] : [name];
}


/***/ })

};
