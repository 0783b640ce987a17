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
/* harmony export */   findSubnets: () => (/* binding */ findSubnets),
/* harmony export */   findVpc: () => (/* binding */ findVpc),
/* harmony export */   findVpcOfSubnet: () => (/* binding */ findVpcOfSubnet)
/* harmony export */ });
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7748);
/* harmony import */ var _ec2_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(166);


/** The id of the VPC. An id is taken as given, a tag is looked up and must mean one. */
async function findVpc(context, selector) {
    if (selector.kind === 'id')
        return selector.id;
    const found = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeVpcs */ .YR)(context, filters(selector));
    const id = found[0]?.VpcId;
    if (found.length === 1 && id)
        return id;
    if (found.length > 1) {
        const ids = found.map(vpc => vpc.VpcId).join(', ');
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InvalidError */ .aB([
            `Input "vpc": ${found.length} VPCs have ${formatSelector(selector)} (${ids}), but exactly one is needed. Give the id.`,
        ]);
    }
    const all = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeVpcs */ .YR)(context, []);
    const list = all.map(vpc => named(vpc.VpcId, vpc.Tags));
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InvalidError */ .aB([
        `Input "vpc": no VPC in ${context.aws.region} has ${formatSelector(selector)}. ${existing(list)}`,
    ]);
}
/** Ids of the subnets; each selector must find at least one. Ids are taken as given. */
async function findSubnets(context, selectors, vpcId) {
    const found = await Promise.all(selectors.map(selector => findSubnetIds(context, selector, vpcId)));
    return [...new Set(found.flat())];
}
async function findSubnetIds(context, selector, vpcId) {
    if (selector.kind === 'id')
        return [selector.id];
    const subnets = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSubnets */ .SJ)(context, [...filters(selector), ...inVpc(vpcId)]);
    if (subnets.length > 0)
        return subnets.flatMap(subnet => subnet.SubnetId ?? []).sort();
    const all = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSubnets */ .SJ)(context, inVpc(vpcId));
    const list = all.map(subnet => named(subnet.SubnetId, subnet.Tags));
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InvalidError */ .aB([
        `Input "subnets": no subnet ${where(vpcId)} has ${formatSelector(selector)}. ${existing(list)}`,
    ]);
}
/** Ids of the security groups; each selector must mean exactly one. Ids are taken as given. */
async function findSecurityGroups(context, selectors, vpcId) {
    const found = await Promise.all(selectors.map(selector => findSecurityGroupId(context, selector, vpcId)));
    return [...new Set(found)];
}
async function findSecurityGroupId(context, selector, vpcId) {
    if (selector.kind === 'id')
        return selector.id;
    const groups = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSecurityGroups */ .WR)(context, [...filters(selector), ...inVpc(vpcId)]);
    const id = groups[0]?.GroupId;
    if (groups.length === 1 && id)
        return id;
    if (groups.length > 1) {
        const list = groups.map(group => `${group.GroupId} (${group.GroupName})`).join(', ');
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InvalidError */ .aB([
            `Input "security-groups": ${groups.length} security groups ${where(vpcId)} have ${formatSelector(selector)}: ${list}. Give the ids of the ones to use.`,
        ]);
    }
    const all = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSecurityGroups */ .WR)(context, inVpc(vpcId));
    const list = all.map(group => `${group.GroupId} (${group.GroupName})`);
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InvalidError */ .aB([
        `Input "security-groups": no security group ${where(vpcId)} has ${formatSelector(selector)}. ${existing(list)}`,
    ]);
}
/** The VPC that a subnet given by its id is in. */
async function findVpcOfSubnet(context, subnetId) {
    const [subnet] = await (0,_ec2_js__WEBPACK_IMPORTED_MODULE_1__/* .describeSubnets */ .SJ)(context, [{ Name: 'subnet-id', Values: [subnetId] }]);
    if (subnet)
        return subnet.VpcId;
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InvalidError */ .aB([
        `Input "subnets": there is no subnet "${subnetId}" in ${context.aws.region}. Correct the id.`,
    ]);
}
function filters(selector) {
    switch (selector.kind) {
        case 'id':
            return [];
        case 'tag':
            return [{ Name: `tag:${selector.key}`, Values: [selector.value] }];
        case 'name':
            return [{ Name: 'group-name', Values: [selector.name] }];
    }
}
function inVpc(vpcId) {
    return vpcId ? [{ Name: 'vpc-id', Values: [vpcId] }] : [];
}
function where(vpcId) {
    return vpcId ? `in ${vpcId}` : 'in this region';
}
function formatSelector(selector) {
    switch (selector.kind) {
        case 'id':
            return `the id "${selector.id}"`;
        case 'tag':
            return `the tag ${selector.key}=${selector.value}`;
        case 'name':
            return `the name "${selector.name}"`;
    }
}
function named(id, tags) {
    const text = (tags ?? []).map(tag => `${tag.Key}=${tag.Value}`).join(', ');
    return text ? `${id} (${text})` : `${id}`;
}
/** Enough to choose from, not a whole account. */
const MAX_LISTED = 12;
function existing(list) {
    if (list.length === 0)
        return 'There are none.';
    const more = list.length > MAX_LISTED ? `; and ${list.length - MAX_LISTED} more` : '';
    return `There are: ${list.slice(0, MAX_LISTED).join('; ')}${more}.`;
}


/***/ })

};
