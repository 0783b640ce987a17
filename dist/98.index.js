export const id = 98;
export const ids = [98];
export const modules = {

/***/ 2098:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  findEcrImage: () => (/* binding */ findEcrImage)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-ecr/dist-cjs/index.js
var dist_cjs = __webpack_require__(8249);
// EXTERNAL MODULE: ./lib/aws/errors.js
var errors = __webpack_require__(6762);
;// CONCATENATED MODULE: ./lib/image/image-facts.js
/** `team/app:1.4.2` */
function formatImageName(image) {
    return image.digest ? `${image.repository}@${image.digest}` : `${image.repository}:${image.tag}`;
}
/** How ECR's requests name the repository. */
function repositoryOf(image) {
    return { repositoryName: image.repository, ...(image.registry && { registryId: image.registry.account }) };
}

;// CONCATENATED MODULE: ./lib/image/image-manifest.js



/** Pure. What an image manifest or index (OCI or Docker) says about platforms. */
function parseManifest(text, digest) {
    const manifest = JSON.parse(text);
    // buildx adds entries for the platform `unknown/unknown`: attestations, nothing that runs.
    const platforms = manifest.manifests?.filter(entry => entry.platform?.os !== 'unknown');
    const architectures = platforms?.flatMap(entry => entry.platform?.architecture ?? []);
    return {
        digest,
        digests: platforms?.flatMap(entry => entry.digest ?? []) ?? [],
        architectures: architectures && [...new Set(architectures)],
        configDigest: manifest.config?.digest,
    };
}
const DOWNLOAD_TIMEOUT_MS = 10_000;
/** The platforms' CPU architectures, or why they could not be read. */
async function findArchitectures(context, image, manifest) {
    const { architectures, configDigest } = manifest;
    if (architectures || !configDigest)
        return { architectures };
    try {
        const architecture = await downloadArchitecture(context, image, configDigest);
        return { architectures: architecture === undefined ? undefined : [architecture] };
    }
    catch (error) {
        if (context.signal.aborted)
            throw error;
        const problem = (0,errors/* isAccessDenied */.w7)(error)
            ? { kind: 'denied', permission: 'ecr:GetDownloadUrlForLayer' }
            : { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
        return { architectures: undefined, problem };
    }
}
/** From the config blob of a single manifest; undefined where it does not say. */
async function downloadArchitecture(context, image, configDigest) {
    const { aws } = context;
    const command = new dist_cjs/* GetDownloadUrlForLayerCommand */.pKL({ ...repositoryOf(image), layerDigest: configDigest });
    const { downloadUrl } = await aws.send(aws.ecr(image.registry?.region), command);
    if (!downloadUrl)
        return undefined;
    const answer = await context.httpGet({
        url: downloadUrl,
        checkName: true,
        timeoutMs: DOWNLOAD_TIMEOUT_MS,
        signal: context.signal,
    });
    if (answer.kind !== 'answer' || answer.status !== 200)
        throw new Error('the config blob could not be downloaded');
    const { architecture } = JSON.parse(answer.body);
    return architecture;
}

;// CONCATENATED MODULE: ./lib/image/find-image.js




/** Looks the image up before anything is written. */
async function findEcrImage(context, image) {
    const name = formatImageName(image);
    const [detail, manifest] = await Promise.all([describeImage(context, image), getManifest(context, image)]);
    const reads = [detail, manifest];
    const missing = reads.find(read => read.kind === 'missing');
    if (missing)
        return { name, digest: undefined, digests: [], architectures: undefined, missing: missing.what };
    const deniedPermissions = reads.flatMap(read => (read.kind === 'denied' ? [read.permission] : []));
    const found = manifest.kind === 'found' ? manifest.value : undefined;
    const digest = (detail.kind === 'found' ? detail.value?.imageDigest : undefined) ?? found?.digest;
    const platforms = found && (await findArchitectures(context, image, found));
    const digests = found ? [...new Set([digest, ...found.digests])].filter(value => value !== undefined) : [];
    return {
        name,
        digest,
        digests,
        architectures: platforms?.architectures,
        deniedPermissions,
        architectureProblem: platforms?.problem,
    };
}
async function describeImage(context, image) {
    const { aws } = context;
    return await readOf(context, image, 'ecr:DescribeImages', async () => {
        const command = new dist_cjs/* DescribeImagesCommand */.ji5({ ...repositoryOf(image), imageIds: [imageId(image)] });
        const answer = await aws.send(aws.ecr(image.registry?.region), command);
        return { kind: 'found', value: answer.imageDetails?.[0] };
    });
}
async function getManifest(context, image) {
    const { aws } = context;
    return await readOf(context, image, 'ecr:BatchGetImage', async () => {
        const command = new dist_cjs/* BatchGetImageCommand */.P8n({ ...repositoryOf(image), imageIds: [imageId(image)] });
        const answer = await aws.send(aws.ecr(image.registry?.region), command);
        // This call returns what it does not find; it throws only for a repository that does not exist.
        if (answer.failures?.some(failure => failure.failureCode === 'ImageNotFound'))
            return imageNotFound(image);
        const [found] = answer.images ?? [];
        const value = found?.imageManifest ? parseManifest(found.imageManifest, found.imageId?.imageDigest) : undefined;
        return { kind: 'found', value };
    });
}
async function readOf(context, image, permission, read) {
    try {
        return await read();
    }
    catch (error) {
        if ((0,errors/* isErrorNamed */.Yc)(error, 'ImageNotFoundException'))
            return imageNotFound(image);
        if ((0,errors/* isErrorNamed */.Yc)(error, 'RepositoryNotFoundException'))
            return repositoryNotFound(context, image);
        if ((0,errors/* isAccessDenied */.w7)(error))
            return { kind: 'denied', permission };
        throw error;
    }
}
function imageNotFound(image) {
    return { kind: 'missing', what: { kind: image.digest ? 'digest' : 'tag', repository: image.repository } };
}
function repositoryNotFound(context, { repository, registry }) {
    return { kind: 'missing', what: { kind: 'repository', repository, region: registry?.region ?? context.aws.region } };
}
function imageId(image) {
    return image.digest ? { imageDigest: image.digest } : { imageTag: image.tag };
}


/***/ })

};
