"""Finding partnerships, pairs, and who shares a board."""

from portal.running.partnerships.queries.network import Network, NetworkSchool, get_network
from portal.running.partnerships.queries.partnerships import (
    Matrix,
    TwinOffer,
    active_cluster,
    are_twins,
    clusters_asked,
    find_clusters,
    get_offer,
    get_pair,
    get_partnership,
    has_partner_school,
    list_live_pairs_of,
    list_offers,
    list_partnerships,
    list_shape_changes,
    list_shared_with,
    matrix,
)

__all__ = [
    "Matrix",
    "Network",
    "NetworkSchool",
    "TwinOffer",
    "active_cluster",
    "are_twins",
    "clusters_asked",
    "find_clusters",
    "get_network",
    "get_offer",
    "get_pair",
    "get_partnership",
    "has_partner_school",
    "list_live_pairs_of",
    "list_offers",
    "list_partnerships",
    "list_shape_changes",
    "list_shared_with",
    "matrix",
]
