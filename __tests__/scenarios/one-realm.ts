import { types } from 'node:util'

/**
 * Jest runs tests in a realm of their own. An error that Node itself makes, such as that of a connection that broke, is
 * no instance of that realm's Error, and the SDK wraps it as if somebody had thrown a text. In the action's own process
 * there is one realm; this makes it look so here.
 */
const ordinary = Function.prototype[Symbol.hasInstance]

Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(this: unknown, value: unknown): boolean {
    // Subclasses inherit this: for them the chain of prototypes decides, as ever.
    return this === Error ? types.isNativeError(value) : ordinary.call(this as never, value)
  },
})
