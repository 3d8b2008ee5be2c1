namespace Amazon.Lambda.Core;

/// <summary>The application and device that invoked the function through an AWS SDK for mobile devices.</summary>
public interface IClientContext
{
    IDictionary<string, string> Environment { get; }

    IDictionary<string, string> Custom { get; }
}

/// <summary>The Amazon Cognito identity that invoked the function through an AWS SDK for mobile devices.</summary>
public interface ICognitoIdentity
{
    string IdentityId { get; }

    string IdentityPoolId { get; }
}
