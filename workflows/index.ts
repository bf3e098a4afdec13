export { noticeDelivery } from './notice-delivery.js'
export { scheduledPayment } from './scheduled-payment.js'
