import { get } from 'node:https'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { Simulator } from '../simulator/simulator.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

/**
 * GETs an `https:` URL of the simulated load balancer, as a client in the internet would: its certificate is checked
 * against the simulator's authority. Its own name is none that a certificate could have, so the name is not compared.
 */
export async function getThroughProxy(
  url: string,
  { proxyUrl, caCertificate }: Pick<Simulator, 'proxyUrl' | 'caCertificate'>,
): Promise<Answer> {
  const options = {
    agent: new HttpsProxyAgent(proxyUrl),
    ca: caCertificate,
    checkServerIdentity: () => undefined,
  }
  return await new Promise<Answer>((resolve, reject) => {
    get(url, options, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
    }).on('error', reject)
  })
}
