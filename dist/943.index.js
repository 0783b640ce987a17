export const id = 943;
export const ids = [943];
export const modules = {

/***/ 943:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findSecretArn: () => (/* binding */ findSecretArn)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_secrets_manager__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2994);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7748);



/**
 * The full ARN of a secret, from its name or a partial ARN: ECS does not find a secret by a partial ARN whose name
 * ends in a hyphen and six characters. The secret's value is never read.
 *
 * @returns undefined where looking it up is not allowed; a warning says so
 * @throws InvalidError where there is no such secret
 */
async function findSecretArn(context, secret) {
    const answers = await Promise.allSettled(candidateIds(secret.id).map(id => describeSecret(context, id)));
    for (const answer of answers)
        if (answer.status === 'fulfilled')
            return answer.value;
    for (const answer of answers) {
        if (answer.status === 'rejected' && !(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(answer.reason, 'ResourceNotFoundException')) {
            return notAllowed(context, secret, answer.reason);
        }
    }
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([
        `${secret.source}: there is no secret "${secret.id}" in this account and region. Create it, or correct the name.`,
    ]);
}
async function describeSecret(context, id) {
    const { aws } = context;
    const answer = await aws.send(aws.secretsManager(), new _aws_sdk_client_secrets_manager__WEBPACK_IMPORTED_MODULE_2__/* .DescribeSecretCommand */ .X5({ SecretId: id }));
    return answer.ARN;
}
/**
 * An ARN that ends in a hyphen and six characters may be a full one, or a partial one of a secret whose own name ends
 * so (`client-secret`): both are asked for, side by side.
 */
function candidateIds(id) {
    if (!id.startsWith('arn:'))
        return [id];
    const name = id.split(':').slice(6).join(':');
    return /-[A-Za-z0-9]{6}$/.test(name) ? [id, name] : [name];
}
function notAllowed(context, secret, error) {
    if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
        throw error;
    context.log.warning(`${secret.source}: secret "${secret.id}" could not be looked up, because the permission secretsmanager:DescribeSecret is missing. It is used as given: give its full ARN to be sure that ECS finds it.`);
    return undefined;
}


/***/ })

};
