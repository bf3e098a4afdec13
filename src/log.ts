import pino from 'pino'

/**
 * JSON lines on stdout, for programs alone. Fields are named at the call; nothing here takes a body, a form or a
 * row, so that nothing personal gets in. pino escapes control characters.
 */
export const log = pino({
  level: 'info',
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  serializers: {
    fault: (fault: unknown) =>
      fault instanceof Error
        ? { name: fault.name, message: fault.message, stack: fault.stack }
        : String(fault),
  },
})
