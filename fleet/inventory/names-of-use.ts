// The names under which lists say how a device is used: how often it calls, when it sleeps, what it
// runs on. In lower case, letters and digits only; a blank between two names.

import type { FieldOfUse } from './inventory-row.ts'

export const namesOfUse: Readonly<Record<FieldOfUse, string>> = {
  contactEveryMinutes:
    'contacteveryminutes contactevery contactinterval contactintervalminutes contactintervalmin ' +
    'pollinterval pollintervalminutes pollevery polleveryminutes pollminutes reportinginterval ' +
    'reportingintervalminutes reportevery heartbeatinterval checkininterval callinterval ' +
    'interval intervalminutes intervalmin sendeintervall meldeintervall',
  sleepsFrom:
    'sleepsfrom sleepfrom sleepstart sleepbegin quietfrom quietstart nightfrom nightstart ' +
    'offlinefrom schlaftab ruheab',
  sleepsUntil:
    'sleepsuntil sleepuntil sleepto sleepend quietuntil quietto quietend nightuntil nightto ' +
    'nightend offlineuntil schlaeftbis ruhebis',
  timeZone: 'timezone tz tzname zone ianazone timezonename zeitzone',
  psmPeriodMinutes:
    'psmperiodminutes psmperiod psmminutes psm psmtau tau periodictau periodictauminutes t3412 ' +
    't3412ext t3412extended t3412minutes',
  edrxSeconds: 'edrxseconds edrx edrxcycle edrxcycleseconds edrxperiod edrxs',
  batteryMwh: 'batterymwh battery batterycapacity batterycapacitymwh batterymilliwatthours',
  coverageClass:
    'coverageclass coverage coveragelevel coverageenhancement celevel ce enhancementlevel',
  rat: 'rat radio radiotechnology radioaccess radioaccesstechnology bearer network networktype',
  apn: 'apn apnname accesspointname datapoint',
  bootstrapIccid:
    'bootstrapiccid bootstrap bootstrapsim bootstrapprofile bootstrapprofileiccid ' +
    'provisioningiccid provisioningprofileiccid',
  ipaRollsBack: 'iparollsback rollsback rollback iparollback automaticrollback autorollback',
}
