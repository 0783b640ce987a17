export const id = 437;
export const ids = [437];
export const modules = {

/***/ 2437:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readNetwork: () => (/* binding */ readNetwork)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5193);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);


/** Where the subnets and the security groups are. Loads the EC2 client: only for a network that is new or changes. */
async function readNetwork(context, wanted) {
    const [subnets, securityGroups] = await Promise.all([
        orDenied(() => readSubnets(context, wanted.subnetIds)),
        orDenied(() => readSecurityGroups(context, wanted.securityGroupIds)),
    ]);
    return { ...wanted, subnets, securityGroups };
}
/** By a filter and not by ids: an id that does not exist is then left out, where it would be an error otherwise. */
async function readSubnets(context, ids) {
    if (ids.length === 0)
        return [];
    const { aws } = context;
    const found = [];
    let token;
    do {
        const page = await aws.send(aws.ec2(), new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_1__.DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }], NextToken: token }));
        for (const { SubnetId: id = '', VpcId: vpcId = '', AvailabilityZone: zone = '' } of page.Subnets ?? []) {
            found.push({ id, vpcId, zone });
        }
        token = page.NextToken || undefined;
    } while (token);
    return found;
}
async function readSecurityGroups(context, ids) {
    if (ids.length === 0)
        return [];
    const { aws } = context;
    const found = [];
    let token;
    do {
        const page = await aws.send(aws.ec2(), new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_1__.DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: [...ids] }], NextToken: token }));
        for (const { GroupId: id = '', VpcId: vpcId = '' } of page.SecurityGroups ?? [])
            found.push({ id, vpcId });
        token = page.NextToken || undefined;
    } while (token);
    return found;
}
async function orDenied(read) {
    try {
        return await read();
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAccessDenied */ .w7)(error))
            throw error;
        return undefined;
    }
}


/***/ })

};
