export { lockout } from './lockout.js'
export { noticeDelivery } from './notice-delivery.js'
export { passwordReset, usernameReminder } from './recovery.js'
export { scheduledPayment } from './scheduled-payment.js'
