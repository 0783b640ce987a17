/** One sentence for the user about something that is wrong with the inputs, the files or what they refer to. */
export type Problem = string

/** Inputs, files or look-ups are wrong. Carries every problem that was found; nothing has been written. */
export class InvalidError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.join('\n'))
    this.name = 'InvalidError'
    this.problems = problems
  }
}

/** Throws all problems as one error, if there are any. */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InvalidError(problems)
}

/** Runs `make`, and throws the problems that are known already together with those that it throws, each once. */
export function throwTogether<Made>(known: readonly Problem[], make: () => Made): Made {
  let made: { readonly value: Made } | undefined
  let others: readonly Problem[] = []
  try {
    made = { value: make() }
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error
    others = error.problems
  }
  const problems = [...new Set([...known, ...others])]
  if (!made || problems.length > 0) throw new InvalidError(problems)
  return made.value
}
