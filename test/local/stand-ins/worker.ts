import { answer } from './answer.js'

answer(process.env.ADMIN_PORT)
