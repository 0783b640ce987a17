import { types } from 'node:util'

/**
 * jest runs tests in a realm of their own, in which errors of Node's core (a connection that was cut) are not
 * `instanceof Error`. The AWS SDK wraps what is not one, and `code` is lost. In the action itself there is one realm only.
 */
const ordinary = Function.prototype[Symbol.hasInstance]

Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(this: unknown, value: unknown): boolean {
    return this === Error ? types.isNativeError(value) : ordinary.call(this, value)
  },
})
