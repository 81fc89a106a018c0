"""Files in an S3-compatible store. Needs boto3, which only the production set brings."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from portal.core.errors import NotFound
from portal.core.storage import is_key


class S3Storage:
    """A bucket. Path addressing, so that stores other than Amazon's answer too; every call has a time limit."""

    def __init__(self, client: Any, bucket: str) -> None:
        self.client = client
        self.bucket = bucket

    @classmethod
    def from_settings(cls, settings: Any) -> "S3Storage":
        """A store as the settings name it."""
        limits = Config(
            s3={"addressing_style": "path"}, connect_timeout=5, read_timeout=30, retries={"max_attempts": 3}
        )
        client = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            region_name=settings.s3_region,
            aws_access_key_id=settings.s3_access_key,
            aws_secret_access_key=settings.s3_secret_key,
            config=limits,
        )
        return cls(client, settings.s3_bucket)

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content)

    def open(self, key: str) -> IO[bytes]:
        try:
            return io.BytesIO(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
                raise NotFound from None
            raise

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def exists(self, key: str) -> bool:
        try:
            self.client.head_object(Bucket=self.bucket, Key=key)
        except ClientError:
            return False
        return True

    def older_than(self, age: timedelta) -> Iterator[str]:
        before = datetime.now(UTC) - age
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
            for found in page.get("Contents", ()):
                if found["LastModified"] < before and is_key(found["Key"]):
                    yield found["Key"]
