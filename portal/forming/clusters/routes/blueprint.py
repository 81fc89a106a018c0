"""The blueprint, and what its pages have in common."""

from flask import Blueprint, url_for

from portal.forming.clusters.models import Cluster

bp = Blueprint("clusters", __name__)


def home_of(cluster: Cluster) -> str:
    """The address of the cluster's home."""
    return url_for("clusters.show", cluster_id=cluster.id)
