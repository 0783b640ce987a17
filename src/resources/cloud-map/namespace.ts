import { subjectOf } from '../../change.ts'
import type { Context } from '../../context.ts'
import type { Inputs } from '../../inputs.ts'
import type { StepsOf } from '../../steps.ts'
import { hasGivenTags, type WantedTags } from '../../tags.ts'
import { managedResource } from '../managed-resource.ts'
import { applyNamespace } from './apply-namespace.ts'
import { type ObservedNamespace, observeNamespace, observeNamespaceTags } from './observed-namespace.ts'
import { NAMESPACE_EFFECTS, type NamespaceChange, planNamespace } from './plan-namespace.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'discovery'>
  readonly tags: WantedTags
}

export interface NamespaceReads {
  /** Without its tags. */
  readonly foundNamespace: ObservedNamespace | undefined
  readonly namespace: ObservedNamespace | undefined
}

interface Observed {
  readonly vpcId: string | undefined
  readonly namespace: ObservedNamespace | undefined
}

export const namespace = {
  ...managedResource({
    title: 'namespace',
    effects: NAMESPACE_EFFECTS,
    needs: [],
    name: change => subjectOf(change).name,
    apply: applyNamespace,
    outputs: id => ({ namespaceId: id }),
    identifier: 'namespaceId',
    shown: ({ namespaceId: id }, links) => (id === undefined ? undefined : { text: id, url: links?.namespace(id) }),
  }),

  observe(context: Context, { inputs, tags }: Description): StepsOf<NamespaceReads> {
    const { namespace: name } = inputs.discovery
    return {
      foundNamespace: {
        needs: [],
        run: async () => (name === undefined ? undefined : await observeNamespace(context, name)),
      },
      namespace: {
        needs: ['foundNamespace'],
        run: ({ foundNamespace: found }) =>
          found && hasGivenTags(tags) ? observeNamespaceTags(context, found) : found,
      },
    }
  },

  plan({ inputs, tags }: Description, { vpcId, namespace: observed }: Observed): NamespaceChange | undefined {
    const { namespace: name } = inputs.discovery
    return name === undefined ? undefined : planNamespace({ name, vpcId: vpcId ?? '', tags }, observed)
  },
}
