"""The applying wing of the demonstration world, in the order in which its rooms build on one another."""

from portal.commands.demo import applying_applications, applying_awards, applying_calibration, applying_reviews
from portal.commands.demo.world import World


def load(world: World) -> None:
    """Programmes and applications first, then what the programme's desk made of them."""
    applying_applications.load(world)
    applying_awards.prepare(world)
    applying_reviews.load(world)
    applying_awards.load(world)
    applying_calibration.load(world)
