/** The default readiness criteria: the acceptance aspects of the AcICT framework and what the five articles ask. */
export const DEFAULT_CRITERIA: readonly {
  readonly criterionId: string;
  readonly label: string;
  readonly blocking: boolean;
}[] = [
  { criterionId: 'acict-1', label: 'Implementatie en beheer zijn ingericht', blocking: true },
  { criterionId: 'acict-2', label: 'De aanpak is met de lijn gemaakt', blocking: false },
  { criterionId: 'acict-3', label: 'Wie het beheer overneemt, is bekend', blocking: true },
  { criterionId: 'acict-4', label: 'Acceptatiecriteria en -proces liggen vast', blocking: true },
  { criterionId: 'acict-5', label: 'De nazorgfase is ingericht', blocking: false },
  { criterionId: 'acict-6', label: 'De dechargevoorwaarden liggen vast', blocking: false },
  { criterionId: 'functionele-test', label: 'Functionele test geslaagd', blocking: true },
  { criterionId: 'conversie', label: 'Conversie binnen de norm', blocking: true },
  { criterionId: 'koppelingen', label: 'Koppelingen werken', blocking: true },
  { criterionId: 'beveiliging', label: 'Beveiliging en DPIA akkoord', blocking: true },
  { criterionId: 'archief', label: 'Archivering (MDTO) ingericht', blocking: false },
  { criterionId: 'training-teams', label: 'Teams getraind', blocking: true },
  { criterionId: 'training-mt', label: 'MT getraind', blocking: false },
  { criterionId: 'vloerondersteuning', label: 'Ondersteuning op de werkvloer', blocking: false },
  { criterionId: 'proceseigenaren', label: 'Proceseigenaren benoemd', blocking: true },
  { criterionId: 'papierstromen', label: 'Plan voor papierstromen', blocking: false },
  { criterionId: 'communicatie', label: 'Communicatie gedaan', blocking: false },
  { criterionId: 'terugval', label: 'Terugvalplan geoefend', blocking: true },
];
