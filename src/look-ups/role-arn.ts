/** The ARN of a role that is given by its ARN or name; a name alone means the path `/`. */
export function roleArn(account: { readonly id: string; readonly partition: string }, name: string): string {
  return name.startsWith('arn:') ? name : `arn:${account.partition}:iam::${account.id}:role/${name}`
}
