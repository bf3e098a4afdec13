/** Every mail's sender (ux.md 10). */
export const mailSender = 'City of Charlotte Citizen Self Service <customercare@ci.charlotte.nc.us>'
