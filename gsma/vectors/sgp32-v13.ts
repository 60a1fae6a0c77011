// DER of SGP.32 v1.3 messages. Origin: made for this project with an independent ASN.1 compiler
// (Erlang asn1ct) from the field lists of SGP.32 §2.11 and §6.3.2; the signature is a dummy unless
// it has 64 octets. `standard` is the form that is encoded where the compiler's is another.

export interface Vector {
  readonly name: string
  /** The schema's name in gsma/sgp32. */
  readonly message: string
  readonly hex: string
  readonly standard?: string
}

/** eimId eim1.example.com, EID 89049032123451234512345678901235, counter 7, seqNumber 3. */
export const sgp32Vectors: readonly Vector[] = [
  {
    name: 'EuiccPackageRequest enable+rollback',
    message: 'euiccPackageRequest',
    hex: 'bf514d3043801065696d312e6578616d706c652e636f6d5a108904903212345123451234567890123581010782080102030405060708a010a30e5a0a9810103254769810321405005f37053003020101',
  },
  {
    name: 'EuiccPackageSigned (TBS) enable+rollback',
    message: 'euiccPackageSigned',
    hex: '3043801065696d312e6578616d706c652e636f6d5a108904903212345123451234567890123581010782080102030405060708a010a30e5a0a981010325476981032140500',
  },
  {
    name: 'psmo enable no rollback',
    message: 'psmo',
    hex: 'a30c5a0a98101032547698103214',
  },
  {
    name: 'psmo disable',
    message: 'psmo',
    hex: 'a40c5a0a98101032547698103214',
  },
  {
    name: 'psmo delete',
    message: 'psmo',
    hex: 'a50c5a0a98101032547698103214',
  },
  {
    name: 'psmo listProfileInfo empty',
    message: 'psmo',
    hex: 'bf2d00',
  },
  {
    name: 'psmo listProfileInfo iccid+tagList',
    message: 'psmo',
    hex: 'bf2d14a00c5a0a981010325476981032145c045a9f7095',
  },
  {
    name: 'psmo listProfileInfo class operational',
    message: 'psmo',
    hex: 'bf2d05a003950102',
  },
  {
    name: 'psmo getRAT',
    message: 'psmo',
    hex: 'a600',
  },
  {
    name: 'psmo configureImmediateEnable',
    message: 'psmo',
    hex: 'a71f800081092b0601040182e960018210736d64702e6578616d706c652e636f6d',
  },
  {
    name: 'psmo setFallbackAttribute',
    message: 'psmo',
    hex: 'a80c5a0a98101032547698103214',
  },
  {
    name: 'psmo unsetFallbackAttribute',
    message: 'psmo',
    hex: 'a900',
  },
  {
    name: 'psmo setDefaultDpAddress',
    message: 'psmo',
    hex: 'bf65128010736d64702e6578616d706c652e636f6d',
  },
  {
    name: 'eco addEim min',
    message: 'eco',
    hex: 'a825800465696d32811065696d322e6578616d706c652e636f6d8201038301008401ff870205a0',
  },
  {
    name: 'eco deleteEim',
    message: 'eco',
    hex: 'a906800465696d32',
  },
  {
    name: 'eco listEim',
    message: 'eco',
    hex: 'ab00',
  },
  {
    name: 'EuiccPackageRequest listEim eco',
    message: 'euiccPackageRequest',
    hex: 'bf513f3035801065696d312e6578616d706c652e636f6d5a108904903212345123451234567890123581010782080102030405060708a102ab005f37053003020101',
  },
  {
    name: 'EPR enable ok',
    message: 'euiccPackageResult',
    hex: 'bf5133a0313027801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330038301005f37053003020101',
  },
  {
    name: 'EPR TBS enable ok',
    message: 'euiccPackageResultDataSigned',
    hex: '3027801065696d312e6578616d706c652e636f6d810107820801020304050607088301033003830100',
  },
  {
    name: 'EPR enable fail + terminated',
    message: 'euiccPackageResult',
    hex: 'bf5136a034302a801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330068301020201025f37053003020101',
  },
  {
    name: 'EPR rollback',
    message: 'euiccPackageResult',
    hex: 'bf5133a0313027801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330038c01005f37053003020101',
  },
  {
    name: 'EPR listProfileInfo',
    message: 'euiccPackageResult',
    hex: 'bf5170a06e3064801065696d312e6578616d706c652e636f6d810107820801020304050607088301033040bf2d3da03be3395a0a981010325476981032144f10a0000005591010ffffffff89000011009f70010191024f70920250319501029f7b01009f2601ff9f6701ff5f37053003020101',
  },
  {
    name: 'EPR listProfileInfo empty',
    message: 'euiccPackageResult',
    hex: 'bf5135a0333029801065696d312e6578616d706c652e636f6d810107820801020304050607088301033005bf2d02a0005f37053003020101',
  },
  {
    name: 'EPR listProfileInfo error',
    message: 'euiccPackageResult',
    hex: 'bf5136a034302a801065696d312e6578616d706c652e636f6d810107820801020304050607088301033006bf2d038101015f37053003020101',
  },
  {
    name: 'EPR addEim token',
    message: 'euiccResultData',
    hex: 'a803840105',
  },
  {
    name: 'EPR addEim ok',
    message: 'euiccResultData',
    hex: 'a803020100',
  },
  {
    name: 'EPR listEim',
    message: 'euiccResultData',
    hex: 'ab0da00b3009800465696d31820101',
  },
  {
    name: 'EPR listEim err',
    message: 'euiccResultData',
    hex: 'ab0381017f',
  },
  {
    name: 'EPR setDefaultDp',
    message: 'euiccResultData',
    hex: 'bf6503800100',
  },
  {
    name: 'EPE signed replay',
    message: 'euiccPackageResult',
    hex: 'bf512ea12c3022801065696d312e6578616d706c652e636f6d810107820801020304050607080201045f37053003020101',
  },
  {
    name: 'EPE unsigned',
    message: 'euiccPackageResult',
    hex: 'bf5121a21f801065696d312e6578616d706c652e636f6d82080102030405060708840105',
  },
  {
    name: 'GetEimPackageRequest',
    message: 'getEimPackageRequest',
    hex: 'bf4f125a1089049032123451234512345678901235',
  },
  {
    name: 'GetEimPackageRequest state change',
    message: 'getEimPackageRequest',
    hex: 'bf4f1c5a10890490321234512345123456789012358000810101820362f220',
  },
  {
    name: 'GetEimPackageResponse none',
    message: 'getEimPackageResponse',
    hex: 'bf4f03020101',
  },
  {
    name: 'GetEimPackageResponse epr',
    message: 'getEimPackageResponse',
    hex: 'bf4f4ebf514b3041801065696d312e6578616d706c652e636f6d5a108904903212345123451234567890123581010782080102030405060708a00ea40c5a0a981010325476981032145f37053003020101',
  },
  {
    name: 'GetEimPackageResponse trigger AC',
    message: 'getEimPackageResponse',
    hex: 'bf4f2fbf542ca020801e4c50413a3124736d64702e6578616d706c652e636f6d244142432d31323382080102030405060708',
  },
  {
    name: 'GetEimPackageResponse trigger default',
    message: 'getEimPackageResponse',
    hex: 'bf4f11bf540ea002810082080102030405060708',
  },
  {
    name: 'GetEimPackageResponse trigger smds',
    message: 'getEimPackageResponse',
    hex: 'bf4f23bf5420a014a2128010736d64732e6578616d706c652e636f6d82080102030405060708',
  },
  {
    name: 'GetEimPackageResponse ipaEuiccData',
    message: 'getEimPackageResponse',
    hex: 'bf4f21bf521e5c0ca081a2bf20bf2283848586a8a104810206c083080102030405060708',
  },
  {
    name: 'ipaEuiccData req min',
    message: 'ipaEuiccDataRequest',
    hex: 'bf52095c02bf22a203800103',
  },
  {
    name: 'ProvideEimPackageResult EPR',
    message: 'provideEimPackageResult',
    hex: 'bf50485a1089049032123451234512345678901235bf5133a0313027801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330038401005f37053003020101',
  },
  {
    name: 'ProvideEimPackageResult ePRAndNotifications',
    message: 'provideEimPackageResult',
    hex: 'bf504c5a10890490321234512345123456789012353038bf5133a0313027801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330038301005f37053003020101a000',
  },
  {
    name: 'ProvideEimPackageResult respError',
    message: 'provideEimPackageResult',
    hex: 'bf50215a1089049032123451234512345678901235a00d80080102030405060708020101',
  },
  {
    name: 'ProvideEimPackageResult trigger err',
    message: 'provideEimPackageResult',
    hex: 'bf50245a1089049032123451234512345678901235bf540f82080102030405060708300380017f',
  },
  {
    name: 'ProvideEimPackageResult ipa data',
    message: 'provideEimPackageResult',
    hex: 'bf50405a1089049032123451234512345678901235bf522ba0298110736d64702e6578616d706c652e636f6d84010187080102030405060708a808800205a081020780',
  },
  {
    name: 'ProvideEimPackageResult ipa data err',
    message: 'ipaEuiccDataResponse',
    hex: 'bf520fa10d80080102030405060708020101',
  },
  {
    name: 'ProvideEimPackageResultResponse acks',
    message: 'provideEimPackageResultResponse',
    hex: 'bf500abf53078001038002012c',
  },
  {
    name: 'ProvideEimPackageResultResponse empty',
    message: 'provideEimPackageResultResponse',
    hex: 'bf50023000',
  },
  {
    name: 'ProvideEimPackageResultResponse err',
    message: 'provideEimPackageResultResponse',
    hex: 'bf5003020102',
  },
  {
    name: 'TransferEimPackageRequest acks',
    message: 'transferEimPackageRequest',
    hex: 'bf4e06bf5303800103',
  },
  {
    name: 'TransferEimPackageResponse received',
    message: 'transferEimPackageResponse',
    hex: 'bf4e020500',
  },
  {
    name: 'TransferEimPackageResponse err',
    message: 'transferEimPackageResponse',
    hex: 'bf4e03020101',
  },
  {
    name: 'TransferEimPackageResponse recvCid',
    message: 'transferEimPackageResponse',
    hex: 'bf4e0fbf600ca00a80080102030405060708',
  },
  {
    name: 'HandleNotification provide',
    message: 'handleNotificationEsipa',
    hex: 'bf3d4bbf50485a1089049032123451234512345678901235bf5133a0313027801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330038301005f37053003020101',
  },
  {
    name: 'HandleNotification compact other',
    message: 'handleNotificationEsipa',
    hex: 'bf3d46a044a1425a1089049032123451234512345678901235bf2f25800109810206400c10736d64702e6578616d706c652e636f6d5a0a981010325476981032145f37053003020101',
  },
  {
    name: 'InitiateAuthenticationRequestEsipa',
    message: 'initiateAuthenticationRequestEsipa',
    hex: 'bf392e8110000102030405060708090a0b0c0d0e0f8310736d64702e6578616d706c652e636f6d82080102030405060708',
  },
  {
    name: 'InitiateAuthenticationResponse err',
    message: 'initiateAuthenticationResponseEsipa',
    hex: 'bf3903810134',
  },
  {
    name: 'AuthenticateClientResponse err',
    message: 'authenticateClientResponseEsipa',
    hex: 'bf3b03820106',
  },
  {
    name: 'AuthenticateClientResponse DS',
    message: 'authenticateClientResponseEsipa',
    hex: 'bf3b0ca10a80080102030405060708',
  },
  {
    name: 'GetBPP resp err',
    message: 'getBoundProfilePackageResponseEsipa',
    hex: 'bf3a0381015f',
  },
  {
    name: 'CancelSession resp ok',
    message: 'cancelSessionResponseEsipa',
    hex: 'bf4102a000',
  },
  {
    name: 'CancelSession req err',
    message: 'cancelSessionRequestEsipa',
    hex: 'bf411280080102030405060708a106bf4103810105',
    standard: 'bf410f80080102030405060708a103810105',
  },
  {
    name: 'AddInitialEimRequest',
    message: 'addInitialEimRequest',
    hex: 'bf5712a010300e800465696d318301008401018900',
  },
  {
    name: 'AddInitialEimResponse',
    message: 'addInitialEimResponse',
    hex: 'bf5707a0050500840105',
  },
  {
    name: 'ProfileRollbackRequest',
    message: 'profileRollbackRequest',
    hex: 'bf58038001ff',
  },
  {
    name: 'ProfileRollbackResponse',
    message: 'profileRollbackResponse',
    hex: 'bf5839020100bf5133a0313027801065696d312e6578616d706c652e636f6d8101078208010203040506070883010330038c01005f37053003020101',
  },
  {
    name: 'ExecuteFallbackMechanismRequest',
    message: 'executeFallbackMechanismRequest',
    hex: 'bf5d038001ff',
  },
  {
    name: 'EuiccMemoryResetRequest',
    message: 'euiccMemoryResetRequest',
    hex: 'bf640482020284',
  },
  {
    name: 'IpaeActivationRequest',
    message: 'ipaeActivationRequest',
    hex: 'bf420480020780',
  },
  {
    name: 'GetEimConfigurationDataRequest',
    message: 'getEimConfigurationDataRequest',
    hex: 'bf5500',
  },
  {
    name: 'RetrieveNotificationsList EPRs',
    message: 'retrieveNotificationsListRequest',
    hex: 'bf2b04a0028200',
  },
  {
    name: 'EuiccPackageRequest with a signature of 64 octets',
    message: 'euiccPackageRequest',
    hex: 'bf5181883043801065696d312e6578616d706c652e636f6d5a108904903212345123451234567890123581010782080102030405060708a010a30e5a0a9810103254769810321405005f3740ecb172f840137b44a44f9f3f45de4e0498acdb0729339d29adfa4695245f67c6a24c16ff758ed1c5617f76d9e2f788baa4ec022e40e0158ec9f32f77dc9ec185',
  },
  {
    name: 'EuiccPackageRequest without a transaction id',
    message: 'euiccPackageRequest',
    hex: 'bf5139302f80087465737465696d315a1089010000000000000000000000000001810101a00ea30c5a0a891010123456789012f15f37053003020101',
  },
]
