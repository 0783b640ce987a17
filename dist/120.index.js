export const id = 120;
export const ids = [120];
export const modules = {

/***/ 166:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SJ: () => (/* binding */ describeSubnets),
/* harmony export */   WR: () => (/* binding */ describeSecurityGroups),
/* harmony export */   YR: () => (/* binding */ describeVpcs)
/* harmony export */ });
/* harmony import */ var _aws_pages_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2909);

// The EC2 client is the largest of all by far: it is loaded when something is looked up, and not before.
const ec2 = () => __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
async function describeVpcs({ aws }, Filters) {
    const { DescribeVpcsCommand } = await ec2();
    return await (0,_aws_pages_js__WEBPACK_IMPORTED_MODULE_0__/* .allPages */ .S)(async (NextToken) => {
        const page = await aws.send(aws.ec2(), new DescribeVpcsCommand({ Filters, NextToken }));
        return { items: page.Vpcs, next: page.NextToken };
    });
}
async function describeSubnets({ aws }, Filters) {
    const { DescribeSubnetsCommand } = await ec2();
    return await (0,_aws_pages_js__WEBPACK_IMPORTED_MODULE_0__/* .allPages */ .S)(async (NextToken) => {
        const page = await aws.send(aws.ec2(), new DescribeSubnetsCommand({ Filters, NextToken }));
        return { items: page.Subnets, next: page.NextToken };
    });
}
async function describeSecurityGroups({ aws }, Filters) {
    const { DescribeSecurityGroupsCommand } = await ec2();
    return await (0,_aws_pages_js__WEBPACK_IMPORTED_MODULE_0__/* .allPages */ .S)(async (NextToken) => {
        const page = await aws.send(aws.ec2(), new DescribeSecurityGroupsCommand({ Filters, NextToken }));
        return { items: page.SecurityGroups, next: page.NextToken };
    });
}


/***/ }),

/***/ 6120:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findNetwork: () => (/* binding */ findNetwork)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _ec2_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(166);


/** Where the subnets and the security groups are. Loads the EC2 client: only for a network that is new or changes. */
async function findNetwork(context, wanted) {
    const [subnets, securityGroups] = await Promise.all([
        orDenied(() => findSubnetFacts(context, wanted.subnetIds)),
        orDenied(() => findSecurityGroupFacts(context, wanted.securityGroupIds)),
    ]);
    return { ...wanted, subnets, securityGroups };
}
/** By a filter and not by ids: an id that does not exist is then left out, where it would be an error otherwise. */
async function findSubnetFacts(context, ids) {
    if (ids.length === 0)
        return [];
    const subnets = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSubnets */ .SJ)(context, [{ Name: 'subnet-id', Values: [...ids] }]);
    return subnets.map(({ SubnetId: id = '', VpcId: vpcId = '', AvailabilityZone: zone = '' }) => ({ id, vpcId, zone }));
}
async function findSecurityGroupFacts(context, ids) {
    if (ids.length === 0)
        return [];
    const groups = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSecurityGroups */ .WR)(context, [{ Name: 'group-id', Values: [...ids] }]);
    return groups.map(({ GroupId: id = '', VpcId: vpcId = '' }) => ({ id, vpcId }));
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
