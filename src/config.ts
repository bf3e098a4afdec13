import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Every setting of every program, from the environment alone; this is the only reader of `process.env`. */
const port = z.coerce.number().int().min(1).max(65_535)
const count = z.coerce.number().int().min(0)
const origin = z
  .url()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'an origin has no path and no slash at its end',
  )

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'), // the address that web and sandbox listen on
  PORT: port.default(3000),
  PUBLIC_ORIGIN: origin.optional(),
  ADMIN_PORT: port.default(3001),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  DATA_DIR: z.string().default('.data'),
  KEYS_DIR: z.string().optional(),
  CACHE_DIR: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().default('portal'),
  TEMPORAL_PORT: port.default(7233),
  TEMPORAL_UI_PORT: port.default(8233),
  SMTP_URL: z.string().optional(),
  PROCESSOR_URL: z.url().optional(),
  PROCESSOR_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(), // where browsers find its hosted page
  PROCESSOR_SECRET: z.string().min(16).default('sandbox-secret-of-this-machine'),
  SANDBOX_PORT: port.default(4000),
  SANDBOX_DATABASE_URL: z.string().startsWith('postgres').optional(),
  SETTLE_SECONDS: z.coerce.number().min(0).default(5),
  BILLS_FOLDER: z.string().optional(), // watched for bill files
  SAMPLE_CITY: z.enum(['demo', 'none']).optional(),
  SUPPORT_PHONE: z.string().default('704-336-7600'),
  SPEEDPAY_PHONE: z.string().default('704-336-7600'),
  CONVENIENCE_FEE_CENTS: count.default(125),
  PASSWORD_MIN: count.default(12),
  PASSWORD_TRIES: count.default(3),
  LOCKOUT_SCOPE: z.enum(['unknown-browsers', 'account']).default('unknown-browsers'),
  TEMPORARY_PASSWORD_MINUTES: z.coerce.number().int().min(1).default(60),
  SERVICE_NOTICE: z.string().optional(),
  FEEDBACK_URL: z.string().default('mailto:customercare@ci.charlotte.nc.us'),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    ),
})

export type Config = Omit<
  z.infer<typeof schema>,
  | 'PUBLIC_ORIGIN'
  | 'KEYS_DIR'
  | 'CACHE_DIR'
  | 'PROCESSOR_URL'
  | 'PROCESSOR_PUBLIC_URL'
  | 'SAMPLE_CITY'
> & {
  PUBLIC_ORIGIN: string
  KEYS_DIR: string
  CACHE_DIR: string
  PROCESSOR_URL: string
  PROCESSOR_PUBLIC_URL: string
  SAMPLE_CITY: 'demo' | 'none'
  production: boolean
}

/** @throws ConfigFault with one clear line per fault. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  // An empty setting is an unset one: `PORT= npm start` means the default.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    throw new ConfigFault(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    )
  }
  const c = parsed.data
  const dataDir = resolve(c.DATA_DIR)
  const production = c.NODE_ENV === 'production'
  const processorUrl = c.PROCESSOR_URL ?? `http://127.0.0.1:${c.SANDBOX_PORT}`
  const config: Config = {
    ...c,
    production,
    DATA_DIR: dataDir,
    KEYS_DIR: resolve(c.KEYS_DIR ?? `${dataDir}/keys`),
    CACHE_DIR: resolve(
      c.CACHE_DIR ?? join(c.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'citizen-self-service'),
    ),
    BILLS_FOLDER: c.BILLS_FOLDER && resolve(c.BILLS_FOLDER),
    PUBLIC_ORIGIN: c.PUBLIC_ORIGIN ?? `http://localhost:${c.PORT}`,
    PROCESSOR_URL: processorUrl,
    PROCESSOR_PUBLIC_URL: c.PROCESSOR_PUBLIC_URL ?? processorUrl,
    SAMPLE_CITY: c.SAMPLE_CITY ?? (c.DATABASE_URL || production ? 'none' : 'demo'),
  }
  const faults = production ? unsafe(config, given) : []
  if (faults.length > 0) throw new ConfigFault(faults)
  return config
}

/** What a program that we start inherits, with these settings set (undefined: taken away). */
export function inherit(settings: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings }
}

function unsafe(config: Config, given: Record<string, string | undefined>): string[] {
  const faults = []
  if (config.SAMPLE_CITY === 'demo') faults.push('SAMPLE_CITY: demo is refused in production')
  if (!config.DATABASE_URL) faults.push('DATABASE_URL: production needs a database of its own')
  if (!given.PROCESSOR_SECRET) faults.push('PROCESSOR_SECRET: production refuses the default')
  if (!config.PUBLIC_ORIGIN.startsWith('https://'))
    faults.push('PUBLIC_ORIGIN: production needs https')
  // People type card numbers there; on this machine itself nobody listens in.
  const { protocol, hostname } = new URL(config.PROCESSOR_PUBLIC_URL)
  if (protocol !== 'https:' && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
    faults.push('PROCESSOR_PUBLIC_URL: production needs https')
  return faults
}

/** Settings that a program can't start with; its message has one line per fault. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
  }
}
