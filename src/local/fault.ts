/** Something of this machine is not as it must be; the message is one clear line for a person. */
export class LocalFault extends Error {
  override readonly name = 'LocalFault'
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms))
