"""Which matters of a session are earlier ones come back: each with its nearest, if near enough."""

from collections.abc import Sequence

Nearness = Sequence[Sequence[float]]  # one row a matter of now, one column an earlier one; higher is nearer


def come_back(nearness: Nearness, *, near_enough: float) -> dict[int, int]:
    """Give, for rows that are an earlier matter come back, the column of that matter.

    A row is linked only to the column nearest to it, only if no other row is nearer to that column,
    and only from `near_enough` on, so that no earlier matter comes back twice in one session.
    """
    linked = {}
    for row, values in enumerate(nearness):
        if not values:
            continue
        column = max(range(len(values)), key=lambda place: (values[place], -place))
        nearest = max(range(len(nearness)), key=lambda place: (nearness[place][column], -place))
        if nearest == row and values[column] >= near_enough:
            linked[row] = column
    return linked
