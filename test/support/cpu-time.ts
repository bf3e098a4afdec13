/**
 * What a deed costs this process, in milliseconds of CPU: what others do on the machine meanwhile is not in it.
 */
export async function cpuTime(deed: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await deed()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
