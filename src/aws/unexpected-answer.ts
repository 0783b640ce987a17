import type { DeserializeMiddleware, MiddlewareStack } from '@smithy/types'

/**
 * Something between here and AWS answered in its place: a proxy's error page, a captive portal. Without this check the
 * SDK takes an HTML page with status 200 for an empty answer of the Query protocol, that is for "nothing exists".
 */
export class UnexpectedAnswerError extends Error {
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(status: number) {
    super(`something other than AWS responded: an HTML page with status ${status}`)
    this.name = 'UnexpectedAnswerError'
    this.$metadata = { httpStatusCode: status }
  }
}

interface RawResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: { readonly destroy?: () => void; readonly resume?: () => void }
}

/** Makes a client refuse answers that no AWS API gives, before it tries to read them. */
export function refuseHtmlAnswers<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
): void {
  const refuse: DeserializeMiddleware<Input, Output> = next => async args => {
    const result = await next(args)
    const response = result.response as RawResponse
    if (/^text\/html\b/i.test(response.headers['content-type'] ?? '')) {
      // Read to the end, or the socket never returns to the pool.
      response.body?.resume?.()
      throw new UnexpectedAnswerError(response.statusCode)
    }
    return result
  }
  stack.add(refuse, { step: 'deserialize', name: 'refuseHtmlAnswers', priority: 'low' })
}
