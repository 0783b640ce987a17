/**
 * A number or boolean together with how the file spells it. Where AWS expects a string, the spelling counts: `1.10` is
 * the text "1.10", not "1.1".
 */
export class SourceScalar {
  readonly value: number | boolean
  readonly source: string

  constructor(value: number | boolean, source: string) {
    this.value = value
    this.source = source
  }
}
