export const id = 797;
export const ids = [797];
export const modules = {

/***/ 5797:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  y: () => (/* binding */ describeImageName),
  findEcrImage: () => (/* binding */ findEcrImage),
  J: () => (/* binding */ repository)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-ecr/dist-cjs/index.js
var dist_cjs = __webpack_require__(8249);
// EXTERNAL MODULE: ./lib/aws/errors.js
var errors = __webpack_require__(6762);
// EXTERNAL MODULE: ./lib/preflight/findings.js
var findings = __webpack_require__(9509);
;// CONCATENATED MODULE: ./lib/image/image-manifest.js




/** Pure. What an image manifest or index (OCI or Docker) says about platforms. */
function readManifest(text, digest) {
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
/** The image's architectures; undefined, with a line in the log, where they could not be read. */
async function readArchitecture(context, image, manifest) {
    if (manifest.architectures || !manifest.configDigest)
        return manifest.architectures;
    const { aws } = context;
    try {
        const { downloadUrl } = await aws.send(aws.ecr(image.registry?.region), new dist_cjs/* GetDownloadUrlForLayerCommand */.pKL({ ...repository(image), layerDigest: manifest.configDigest }));
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
        return architecture === undefined ? undefined : [architecture];
    }
    catch (error) {
        if (context.signal.aborted)
            throw error;
        if ((0,errors/* isAccessDenied */.w7)(error)) {
            context.log.warning((0,findings/* notChecked */.lb)(`The CPU architecture of image ${describeImageName(image)}`, 'ecr:GetDownloadUrlForLayer'));
            return undefined;
        }
        const reason = error instanceof Error ? error.message : String(error);
        context.log.info(`The CPU architecture of the image could not be read and is not checked: ${reason}`);
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/image/find-image.js



/** Looks the image up before anything is written. */
async function findEcrImage(context, image) {
    const [detail, manifest] = await Promise.all([describeImage(context, image), getManifest(context, image)]);
    const missing = [detail, manifest].find(answer => typeof answer === 'string');
    if (missing !== undefined || typeof detail === 'string' || typeof manifest === 'string') {
        return { digest: undefined, digests: [], architectures: undefined, missing };
    }
    const digest = detail?.imageDigest ?? manifest?.digest;
    const architectures = manifest && (await readArchitecture(context, image, manifest));
    const digests = manifest ? [...new Set([digest, ...manifest.digests])].filter(isGiven) : [];
    return { digest, digests, architectures };
}
/** What ECR says of the image, or a sentence that says why there is none. */
async function describeImage(context, image) {
    const { aws } = context;
    try {
        const answer = await aws.send(aws.ecr(image.registry?.region), new dist_cjs/* DescribeImagesCommand */.ji5({ ...repository(image), imageIds: [imageId(image)] }));
        return answer.imageDetails?.[0];
    }
    catch (error) {
        if ((0,errors/* isErrorNamed */.Yc)(error, 'ImageNotFoundException'))
            return imageNotFound(image);
        if ((0,errors/* isErrorNamed */.Yc)(error, 'RepositoryNotFoundException'))
            return repositoryNotFound(context, image);
        return notAllowed(context, image, 'ecr:DescribeImages', error);
    }
}
/** The manifest, or a sentence that says why there is none. */
async function getManifest(context, image) {
    const { aws } = context;
    try {
        const answer = await aws.send(aws.ecr(image.registry?.region), new dist_cjs/* BatchGetImageCommand */.P8n({ ...repository(image), imageIds: [imageId(image)] }));
        // This call answers what it does not find; it throws only for a repository that does not exist.
        if (answer.failures?.some(failure => failure.failureCode === 'ImageNotFound'))
            return imageNotFound(image);
        const [found] = answer.images ?? [];
        return found?.imageManifest ? readManifest(found.imageManifest, found.imageId?.imageDigest) : undefined;
    }
    catch (error) {
        if ((0,errors/* isErrorNamed */.Yc)(error, 'ImageNotFoundException'))
            return imageNotFound(image);
        if ((0,errors/* isErrorNamed */.Yc)(error, 'RepositoryNotFoundException'))
            return repositoryNotFound(context, image);
        return notAllowed(context, image, 'ecr:BatchGetImage', error);
    }
}
function notAllowed(context, image, permission, error) {
    if (!(0,errors/* isAccessDenied */.w7)(error))
        throw error;
    context.log.warning(`Image ${describeImageName(image)} could not be checked: the permission ${permission} is missing. Whether it exists, and for which CPU architecture, shows when its tasks start.`);
    return undefined;
}
function imageNotFound(image) {
    return `Image ${describeImageName(image)} does not exist: repository "${image.repository}" has no such ${image.digest ? 'digest' : 'tag'}. Push it first, or give an image that is there.`;
}
function repositoryNotFound(context, image) {
    const region = image.registry?.region ?? context.aws.region;
    return `Image ${describeImageName(image)} does not exist: there is no ECR repository "${image.repository}" in ${region}. Create it, or correct "ecr-repository".`;
}
function describeImageName(image) {
    return image.digest ? `"${image.repository}@${image.digest}"` : `"${image.repository}:${image.tag}"`;
}
function repository(image) {
    return { repositoryName: image.repository, ...(image.registry && { registryId: image.registry.account }) };
}
function imageId(image) {
    return image.digest ? { imageDigest: image.digest } : { imageTag: image.tag };
}
function isGiven(value) {
    return value !== undefined;
}


/***/ })

};
