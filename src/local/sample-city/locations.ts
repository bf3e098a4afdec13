import { locationHeader } from '../../domain/location-file.js'

/** Where the sample city's bills may be paid in person; as a file, the way a city hands its list over. */
export const locationFile = `${locationHeader}
City Hall Cashier,600 East Fourth Street,Charlotte,NC,28202,Mon to Fri 8 AM to 5 PM,704-555-0110
Elm Street Market,1180 Elm Street,Charlotte,NC,28202,"Daily 7 AM to 10 PM, holidays too",704-555-0123
Westside Grocery,2215 Freedom Lane,Charlotte,NC,28208,Daily 7 AM to 11 PM,704-555-0131
Mill Lane Pharmacy,84 Mill Lane,Charlotte,NC,28205,Mon to Sat 9 AM to 8 PM,704-555-0144
Eastway Food Center,3301 Commonwealth Avenue,Charlotte,NC,28205,Daily 6 AM to 11 PM,704-555-0150
University Check Counter,9120 Campus Road,Charlotte,NC,28262,Mon to Sat 9 AM to 7 PM,704-555-0162
Pineville Town Office,200 Dover Street,Pineville,NC,28134,Mon to Fri 8 AM to 5 PM,704-555-0170
Matthews Station Store,210 North Trade Street,Matthews,NC,28105,Daily 7 AM to 9 PM,704-555-0181
Mint Hill Hardware,7004 Lawyers Road,Mint Hill,NC,28227,Mon to Sat 8 AM to 6 PM,704-555-0193
Huntersville Corner Market,101 Huntersville Way,Huntersville,NC,28078,Daily 7 AM to 10 PM,704-555-0205
Cornelius Lake Grocery,20410 Catawba Avenue,Cornelius,NC,28031,Daily 7 AM to 9 PM,704-555-0217
Davidson Main Street Books,120 South Main Street,Davidson,NC,28036,Mon to Sat 10 AM to 6 PM,
`
