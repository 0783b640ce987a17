export const id = 602;
export const ids = [602];
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

/***/ 9602:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findSecurityGroups: () => (/* binding */ findSecurityGroups),
/* harmony export */   findSubnet: () => (/* binding */ findSubnet),
/* harmony export */   findSubnets: () => (/* binding */ findSubnets),
/* harmony export */   findVpcs: () => (/* binding */ findVpcs)
/* harmony export */ });
/* harmony import */ var _ec2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(166);

async function findVpcs(context, selector) {
    return await findMatches(selector, [], filters => (0,_ec2_js__WEBPACK_IMPORTED_MODULE_0__/* .describeVpcs */ .YR)(context, filters));
}
/** @param vpcId where they are looked for; undefined: in the whole region */
async function findSubnets(context, selectors, vpcId) {
    const describe = (filters) => (0,_ec2_js__WEBPACK_IMPORTED_MODULE_0__/* .describeSubnets */ .SJ)(context, filters);
    return await Promise.all(selectors.map(selector => findMatches(selector, inVpc(vpcId), describe)));
}
/** @param vpcId where they are looked for; undefined: in the whole region */
async function findSecurityGroups(context, selectors, vpcId) {
    const describe = (filters) => (0,_ec2_js__WEBPACK_IMPORTED_MODULE_0__/* .describeSecurityGroups */ .WR)(context, filters);
    return await Promise.all(selectors.map(selector => findMatches(selector, inVpc(vpcId), describe)));
}
/** The subnet by its id; undefined: there is none. */
async function findSubnet(context, subnetId) {
    const [subnet] = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_0__/* .describeSubnets */ .SJ)(context, [{ Name: 'subnet-id', Values: [subnetId] }]);
    return subnet;
}
async function findMatches(selector, place, describe) {
    if (selector.kind === 'id')
        return { selector, found: undefined, others: [] };
    const found = await describe([filterOf(selector), ...place]);
    return { selector, found, others: found.length === 0 ? await describe([...place]) : [] };
}
function filterOf(selector) {
    return selector.kind === 'tag'
        ? { Name: `tag:${selector.key}`, Values: [selector.value] }
        : { Name: 'group-name', Values: [selector.name] };
}
function inVpc(vpcId) {
    return vpcId ? [{ Name: 'vpc-id', Values: [vpcId] }] : [];
}


/***/ })

};
