export const id = 602;
export const ids = [602];
export const modules = {

/***/ 9602:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findSecurityGroups: () => (/* binding */ findSecurityGroups),
/* harmony export */   findSubnets: () => (/* binding */ findSubnets),
/* harmony export */   findVpc: () => (/* binding */ findVpc),
/* harmony export */   findVpcOfSubnet: () => (/* binding */ findVpcOfSubnet)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6762);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7748);


// The EC2 client is the largest of all by far: it is loaded when something is looked up, and not before.
const ec2 = () => __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
/** The id of the VPC. An id is taken as given, a tag is looked up and must mean one. */
async function findVpc(context, selector) {
    if (selector.kind === 'id')
        return selector.id;
    const { DescribeVpcsCommand } = await ec2();
    const { aws } = context;
    const answer = await aws.send(aws.ec2(), new DescribeVpcsCommand({ Filters: filters(selector) }));
    const found = answer.Vpcs ?? [];
    const id = found[0]?.VpcId;
    if (found.length === 1 && id)
        return id;
    if (found.length > 1) {
        const ids = found.map(vpc => vpc.VpcId).join(', ');
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([
            `Input "vpc": ${found.length} VPCs have ${describe(selector)} (${ids}), and one is meant. Give the id.`,
        ]);
    }
    const all = await aws.send(aws.ec2(), new DescribeVpcsCommand({}));
    const list = (all.Vpcs ?? []).map(vpc => named(vpc.VpcId, vpc.Tags));
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([`Input "vpc": no VPC in ${aws.region} has ${describe(selector)}. ${existing(list)}`]);
}
/** Ids of the subnets; each selector must find at least one. Ids are taken as given. */
async function findSubnets(context, selectors, vpcId) {
    const found = await Promise.all(selectors.map(selector => findSubnetIds(context, selector, vpcId)));
    return [...new Set(found.flat())];
}
async function findSubnetIds(context, selector, vpcId) {
    if (selector.kind === 'id')
        return [selector.id];
    const subnets = await describeSubnets(context, [...filters(selector), ...inVpc(vpcId)]);
    if (subnets.length > 0)
        return subnets.flatMap(subnet => subnet.SubnetId ?? []).sort();
    const all = await describeSubnets(context, inVpc(vpcId));
    const list = all.map(subnet => named(subnet.SubnetId, subnet.Tags));
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([`Input "subnets": no subnet ${where(vpcId)} has ${describe(selector)}. ${existing(list)}`]);
}
/** Ids of the security groups; each selector must mean exactly one. Ids are taken as given. */
async function findSecurityGroups(context, selectors, vpcId) {
    const found = await Promise.all(selectors.map(selector => findSecurityGroupId(context, selector, vpcId)));
    return [...new Set(found)];
}
async function findSecurityGroupId(context, selector, vpcId) {
    if (selector.kind === 'id')
        return selector.id;
    const groups = await describeSecurityGroups(context, [...filters(selector), ...inVpc(vpcId)]);
    const id = groups[0]?.GroupId;
    if (groups.length === 1 && id)
        return id;
    if (groups.length > 1) {
        const list = groups.map(group => `${group.GroupId} (${group.GroupName})`).join(', ');
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([
            `Input "security-groups": ${groups.length} security groups ${where(vpcId)} have ${describe(selector)}: ${list}. Give the ids of those that are meant.`,
        ]);
    }
    const all = await describeSecurityGroups(context, inVpc(vpcId));
    const list = all.map(group => `${group.GroupId} (${group.GroupName})`);
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([
        `Input "security-groups": no security group ${where(vpcId)} has ${describe(selector)}. ${existing(list)}`,
    ]);
}
/** The VPC that subnets given by id are in. */
async function findVpcOfSubnet(context, subnetId) {
    const { aws } = context;
    const { DescribeSubnetsCommand } = await ec2();
    try {
        const answer = await aws.send(aws.ec2(), new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
        return answer.Subnets?.[0]?.VpcId;
    }
    catch (error) {
        if (!(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isErrorNamed */ .Yc)(error, 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed'))
            throw error;
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .InvalidError */ .aB([`Input "subnets": there is no subnet "${subnetId}" in ${aws.region}. Correct the id.`]);
    }
}
async function describeSubnets(context, Filters) {
    const { aws } = context;
    const { DescribeSubnetsCommand } = await ec2();
    return await allPages(async (NextToken) => {
        const page = await aws.send(aws.ec2(), new DescribeSubnetsCommand({ Filters, NextToken }));
        return { items: page.Subnets, next: page.NextToken };
    });
}
async function describeSecurityGroups(context, Filters) {
    const { aws } = context;
    const { DescribeSecurityGroupsCommand } = await ec2();
    return await allPages(async (NextToken) => {
        const page = await aws.send(aws.ec2(), new DescribeSecurityGroupsCommand({ Filters, NextToken }));
        return { items: page.SecurityGroups, next: page.NextToken };
    });
}
async function allPages(read) {
    const items = [];
    let token;
    do {
        const page = await read(token);
        items.push(...(page.items ?? []));
        token = page.next || undefined;
    } while (token);
    return items;
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
function describe(selector) {
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
        return 'There is none.';
    const more = list.length > MAX_LISTED ? `; and ${list.length - MAX_LISTED} more` : '';
    return `There are: ${list.slice(0, MAX_LISTED).join('; ')}${more}.`;
}


/***/ })

};
