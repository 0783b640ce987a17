import type { Enumerations } from './shapes.ts'

/**
 * Which exported enumeration a member has, if its name does not say so. (The schemas know only that it is a string;
 * the type declarations of the SDK are the source. A test compares this table with them.)
 */
export const NAMED_OTHERWISE: Readonly<Record<string, string>> = {
  // Amazon ECS
  'ClusterSetting.name': 'ClusterSettingName',
  'ContainerDependency.condition': 'ContainerCondition',
  'ContinueServiceDeploymentRequest.action': 'DeploymentLifecycleHookAction',
  'DeploymentConfiguration.strategy': 'DeploymentStrategy',
  'DeploymentController.type': 'DeploymentControllerType',
  'DeploymentEarlySuccessCriteria.sourceServiceRevisionCleanup': 'ServiceRevisionCleanup',
  'DeploymentLifecycleHook.lifecycleStages': 'DeploymentLifecycleHookStage',
  'DeploymentLifecycleHook.targetType': 'DeploymentLifecycleHookTargetType',
  'DeploymentLifecycleHookTimeoutConfiguration.action': 'DeploymentLifecycleHookAction',
  'DescribeClustersRequest.include': 'ClusterField',
  'DescribeServicesRequest.include': 'ServiceField',
  'DescribeTaskDefinitionRequest.include': 'TaskDefinitionField',
  'DescribeTasksRequest.include': 'TaskField',
  'Device.permissions': 'DeviceCgroupPermission',
  'EBSTagSpecification.resourceType': 'EBSResourceType',
  'EFSAuthorizationConfig.iam': 'EFSAuthorizationConfigIAM',
  'EFSVolumeConfiguration.transitEncryption': 'EFSTransitEncryption',
  'EnvironmentFile.type': 'EnvironmentFileType',
  'ExecuteCommandConfiguration.logging': 'ExecuteCommandLogging',
  'FirelensConfiguration.type': 'FirelensConfigurationType',
  'GatewayConnectorFilters.accessTypes': 'AccessType',
  'GatewayConnectorHealthCheck.healthCheckProtocol': 'GatewayConnectorHealthCheckProtocol',
  'ListServiceDeploymentsRequest.status': 'ServiceDeploymentStatus',
  'ListTaskDefinitionsRequest.sort': 'SortOrder',
  'ListTaskDefinitionsRequest.status': 'TaskDefinitionStatus',
  'PlacementConstraint.type': 'PlacementConstraintType',
  'PlacementStrategy.type': 'PlacementStrategyType',
  'PortMapping.appProtocol': 'ApplicationProtocol',
  'PortMapping.protocol': 'TransportProtocol',
  'ProxyConfiguration.type': 'ProxyConfigurationType',
  'RegisterTaskDefinitionRequest.requiresCompatibilities': 'Compatibility',
  'ResourceRequirement.type': 'ResourceType',
  'RuntimePlatform.cpuArchitecture': 'CPUArchitecture',
  'RuntimePlatform.operatingSystemFamily': 'OSFamily',
  'ServiceConnectAccessLogConfiguration.format': 'ServiceConnectAccessLoggingFormat',
  'ServiceConnectAccessLogConfiguration.includeQueryParameters': 'ServiceConnectIncludeQueryParameters',
  'ServiceManagedEBSVolumeConfiguration.filesystemType': 'TaskFilesystemType',
  'StopServiceDeploymentRequest.stopType': 'StopServiceDeploymentStopType',
  'TaskDefinitionPlacementConstraint.type': 'TaskDefinitionPlacementConstraintType',
  'TaskManagedEBSVolumeConfiguration.filesystemType': 'TaskFilesystemType',
  'ThresholdConfiguration.type': 'ThresholdType',
  'Ulimit.name': 'UlimitName',
  // Elastic Load Balancing
  'Action.Type': 'ActionTypeEnum',
  'AuthenticateCognitoActionConfig.OnUnauthenticatedRequest': 'AuthenticateCognitoActionConditionalBehaviorEnum',
  'AuthenticateOidcActionConfig.OnUnauthenticatedRequest': 'AuthenticateOidcActionConditionalBehaviorEnum',
  'CreateListenerInput.Protocol': 'ProtocolEnum',
  'CreateLoadBalancerInput.EnablePrefixForIpv6SourceNat': 'EnablePrefixForIpv6SourceNatEnum',
  'CreateLoadBalancerInput.Scheme': 'LoadBalancerSchemeEnum',
  'CreateLoadBalancerInput.Type': 'LoadBalancerTypeEnum',
  'CreateTargetGroupInput.HealthCheckProtocol': 'ProtocolEnum',
  'CreateTargetGroupInput.IpAddressType': 'TargetGroupIpAddressTypeEnum',
  'CreateTargetGroupInput.Protocol': 'ProtocolEnum',
  'CreateTargetGroupInput.TargetType': 'TargetTypeEnum',
  'DescribeTargetHealthInput.Include': 'DescribeTargetHealthInputIncludeEnum',
  'JwtValidationActionAdditionalClaim.Format': 'JwtValidationActionAdditionalClaimFormatEnum',
  'ModifyTargetGroupInput.HealthCheckProtocol': 'ProtocolEnum',
  'MutualAuthenticationAttributes.AdvertiseTrustStoreCaNames': 'AdvertiseTrustStoreCaNamesEnum',
  'MutualAuthenticationAttributes.TrustStoreAssociationStatus': 'TrustStoreAssociationStatusEnum',
  'RedirectActionConfig.StatusCode': 'RedirectActionStatusCodeEnum',
  'RuleTransform.Type': 'TransformTypeEnum',
  'SourceIpConditionConfig.IpAddressType': 'SourceIpAddressTypeEnum',
  // AWS Cloud Map
  'CreateServiceRequest.Type': 'ServiceTypeOption',
  'DiscoverInstancesRequest.HealthStatus': 'HealthStatusFilter',
  'DnsRecord.Type': 'RecordType',
  'HealthCheckConfig.Type': 'HealthCheckType',
  'NamespaceFilter.Condition': 'FilterCondition',
  'NamespaceFilter.Name': 'NamespaceFilterName',
  'ServiceFilter.Condition': 'FilterCondition',
  'ServiceFilter.Name': 'ServiceFilterName',
  // Amazon ECR, AWS Systems Manager
  'DescribeImagesFilter.imageStatus': 'ImageStatusFilter',
  'ParametersFilter.Key': 'ParametersFilterKey',
}

/** Looks up the values of an enumeration among the exports of a client package. */
export function createEnumerations(client: Readonly<Record<string, unknown>>): Enumerations {
  return (structure, member) => {
    const sameName = member.charAt(0).toUpperCase() + member.slice(1)
    return (
      enumerationValues(client[NAMED_OTHERWISE[`${structure}.${member}`] ?? '']) ?? enumerationValues(client[sameName])
    )
  }
}

function enumerationValues(exported: unknown): readonly string[] | undefined {
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) return undefined
  const values = Object.values(exported)
  return values.length > 0 && values.every(value => typeof value === 'string') ? values : undefined
}
