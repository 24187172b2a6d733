"""Which resources hold what nobody can make again: losing one of these loses more than minutes.

Types are named one by one with what they hold. A type that is missing here is taken for one that a template can make
anew; caches are, and so is everything whose whole content stands in the template.
"""

from __future__ import annotations

from collections.abc import Mapping

HELD: Mapping[str, str] = {
    "AWS::AmazonMQ::Broker": "messages",
    "AWS::Backup::BackupVault": "backups",
    "AWS::Cassandra::Keyspace": "tables",
    "AWS::Cassandra::Table": "rows",
    "AWS::CloudFormation::Stack": "resources",
    "AWS::CodeCommit::Repository": "commits",
    "AWS::Cognito::IdentityPool": "identities",
    "AWS::Cognito::UserPool": "users",
    "AWS::DSQL::Cluster": "rows",
    "AWS::DocDB::DBCluster": "documents",
    "AWS::DynamoDB::GlobalTable": "items",
    "AWS::DynamoDB::Table": "items",
    "AWS::EC2::Volume": "files",
    "AWS::ECR::Repository": "images",
    "AWS::EFS::FileSystem": "files",
    "AWS::Elasticsearch::Domain": "documents",
    "AWS::Events::Archive": "events",
    "AWS::FSx::FileSystem": "files",
    "AWS::FSx::Volume": "files",
    "AWS::KMS::Key": "key, and whatever is encrypted by it,",
    "AWS::KMS::ReplicaKey": "key, and whatever is encrypted by it,",
    "AWS::Kinesis::Stream": "records",
    "AWS::Logs::LogGroup": "events",
    "AWS::MSK::Cluster": "records",
    "AWS::MSK::ServerlessCluster": "records",
    "AWS::MemoryDB::Cluster": "entries",
    "AWS::Neptune::DBCluster": "graph",
    "AWS::OpenSearchServerless::Collection": "documents",
    "AWS::OpenSearchService::Domain": "documents",
    "AWS::RDS::DBCluster": "rows",
    "AWS::RDS::DBInstance": "rows",
    "AWS::RDS::GlobalCluster": "rows",
    "AWS::Redshift::Cluster": "rows",
    "AWS::RedshiftServerless::Namespace": "rows",
    "AWS::S3::Bucket": "objects",
    "AWS::S3Express::DirectoryBucket": "objects",
    "AWS::S3Tables::Table": "rows",
    "AWS::S3Tables::TableBucket": "tables",
    "AWS::S3Vectors::Index": "vectors",
    "AWS::S3Vectors::VectorBucket": "vectors",
    "AWS::SQS::Queue": "messages",
    "AWS::SecretsManager::Secret": "secret value",
    "AWS::Timestream::Database": "tables",
    "AWS::Timestream::Table": "rows",
}
"""Type to what it holds, in a word that follows "its"."""


def is_stateful(kind: str) -> bool:
    """Whether a resource type holds data that a replacement or a removal would lose."""
    return kind in HELD


def holds(kind: str) -> str:
    """What resources of a stateful type hold."""
    return HELD[kind]
