"""What breaks how often, when, and on what: the mix of a year's incidents and the kinds of asset.

Weights are invented, in the proportions that published yearly figures of service centres suggest: cleaning, waste and lamps lead.
"""

from __future__ import annotations

from dataclasses import dataclass

# kind: share of all assets, shape of the gamma of its propensity (small: a few fail again and again), metres from the kerb side
ASSET_KINDS: dict[str, tuple[float, float]] = {
    "lamp": (24, 0.35), "light-cabinet": (1, 0.8), "ground-light": (2, 0.6), "drain": (15, 0.25), "sewer-cover": (9, 0.4),
    "water-cover": (5, 0.5), "utility-cover": (8, 0.4), "hydrant": (3, 0.7), "traffic-sign": (8, 0.6), "signal": (2, 0.3),
    "display": (0.5, 0.5), "pole": (4, 0.8), "cabinet": (2.5, 0.7), "charger": (1, 0.4), "tree": (15, 0.6), "bin": (9, 0.2),
    "waste-room": (0.7, 0.5), "bench": (3, 0.7), "bus-stop": (1.5, 0.6), "toilet": (0.4, 0.4), "play-set": (0.8, 0.5),
    "bike-stand": (1.5, 0.6), "kiosk": (1, 0.6), "board": (1.5, 0.8), "hoarding": (1, 0.8), "artwork": (0.3, 0.9),
    "lift": (0.15, 0.3), "gauge": (0.3, 0.5), "bridge": (0.15, 0.5), "underpass": (0.15, 0.3), "pump": (0.1, 0.4),
    "outfall": (0.1, 0.5), "septic-tank": (0.6, 0.5), "ramp": (1, 0.7), "public-wall": (2, 0.3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habit:
    """weight: relative number a year. season: key of SEASONS. on: kind of asset, or "" for a segment or an area."""

    weight: float
    season: str
    on: str


# factor per month, January first
SEASONS: dict[str, tuple[float, ...]] = {
    "even": (1, 0.9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "dark": (1.5, 1.3, 1.1, 0.9, 0.7, 0.6, 0.6, 0.7, 0.9, 1.1, 1.4, 1.6),
    "frost": (1.7, 1.9, 1.8, 1.2, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.8, 1.2),
    "winter": (3.6, 2.6, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.7, 3.0),
    "rain": (0.1, 0.1, 0.2, 0.5, 0.9, 2.0, 3.6, 3.0, 1.0, 0.4, 0.2, 0.1),
    "wind": (0.6, 0.6, 1.0, 1.1, 0.8, 1.1, 1.8, 2.1, 1.2, 0.6, 0.6, 0.6),
    "warm": (0.3, 0.3, 0.7, 1.1, 1.4, 1.6, 1.7, 1.6, 1.3, 0.9, 0.6, 0.4),
    "growth": (0.1, 0.1, 0.5, 1.2, 1.9, 2.0, 1.8, 1.7, 1.3, 0.8, 0.4, 0.2),
    "leaf": (0.6, 0.5, 0.7, 0.8, 0.8, 1.3, 1.6, 1.5, 1.0, 1.4, 1.6, 0.8),
    "heating": (2.6, 2.4, 1.4, 0, 0, 0, 0, 0, 0, 0, 2.4, 2.8),
}

HABITS: dict[str, Habit] = {
    "LGT-OUT": Habit(70, "dark", "lamp"), "LGT-ROW": Habit(6, "dark", ""), "LGT-POLE": Habit(2, "wind", "lamp"),
    "LGT-LIVE": Habit(1.5, "rain", "lamp"), "LGT-BOX": Habit(2, "rain", "light-cabinet"),
    "LGT-DECO": Habit(4, "dark", "ground-light"), "ROD-POT": Habit(38, "frost", ""), "ROD-CRACK": Habit(26, "frost", ""),
    "ROD-CAVE": Habit(1.2, "rain", ""), "ROD-BRIDGE": Habit(1, "even", "bridge"), "ROD-TUNNEL": Habit(1, "even", "underpass"),
    "ROD-GUARD": Habit(12, "even", ""), "ROD-RAILX": Habit(0.3, "even", "signal"), "ROD-PARK": Habit(2, "even", ""),
    "PED-SURF": Habit(40, "frost", ""), "PED-KERB": Habit(14, "frost", ""), "PED-TACT": Habit(9, "even", ""),
    "PED-RAMP": Habit(2, "even", "ramp"), "PED-STEP": Habit(2, "even", "ramp"), "PED-FBR": Habit(0.8, "even", "bridge"),
    "PED-OBST": Habit(30, "warm", ""), "TRF-OUT": Habit(4, "rain", "signal"), "TRF-FAULT": Habit(7, "even", "signal"),
    "TRF-SIGN": Habit(10, "wind", "traffic-sign"), "TRF-MISS": Habit(2, "wind", "traffic-sign"),
    "TRF-NAME": Habit(3, "even", "traffic-sign"), "TRF-MARK": Habit(9, "even", ""), "TRF-VMS": Habit(1, "even", "display"),
    "DRN-GRATE": Habit(9, "even", "drain"), "DRN-BLOCK": Habit(30, "rain", "drain"), "DRN-SEWER": Habit(16, "rain", ""),
    "DRN-COVER": Habit(14, "rain", "sewer-cover"), "DRN-CHAN": Habit(2, "rain", "sewer-cover"),
    "DRN-PUMP": Habit(0.4, "rain", "pump"), "DRN-OUTF": Habit(0.5, "rain", "outfall"),
    "DRN-SEPT": Habit(3, "warm", "septic-tank"), "WTR-BURST": Habit(2.5, "winter", ""), "WTR-LEAK": Habit(9, "even", ""),
    "WTR-HYD": Habit(2.5, "even", "hydrant"), "WTR-COVER": Habit(6, "even", "water-cover"), "WTR-FLOAT": Habit(5, "warm", ""),
    "WTR-POLL": Habit(1.5, "warm", ""), "WTR-BANK": Habit(1, "rain", ""), "WTR-RAIL": Habit(1.5, "even", ""),
    "UTL-COVER": Habit(13, "even", "utility-cover"), "UTL-CABLE": Habit(6, "wind", ""), "UTL-POLE": Habit(2, "wind", "pole"),
    "UTL-CAB": Habit(5, "even", "cabinet"), "UTL-SUBST": Habit(0.6, "warm", "cabinet"), "UTL-GAS": Habit(1, "even", ""),
    "UTL-HEAT": Habit(1.5, "heating", ""), "UTL-EV": Habit(3, "even", "charger"), "GRN-FALL": Habit(6, "wind", ""),
    "GRN-HANG": Habit(7, "wind", "tree"), "GRN-DEAD": Habit(6, "growth", "tree"), "GRN-PRUNE": Habit(13, "growth", "tree"),
    "GRN-ROOT": Habit(4, "even", ""), "GRN-PEST": Habit(3, "growth", ""), "GRN-LAWN": Habit(12, "growth", ""),
    "GRN-GUARD": Habit(4, "even", "tree"), "GRN-HERIT": Habit(0.2, "wind", "tree"), "CLN-STR": Habit(95, "even", ""),
    "CLN-GREEN": Habit(20, "warm", ""), "CLN-SURF": Habit(22, "even", "public-wall"),
    "CLN-POST": Habit(48, "even", "public-wall"), "CLN-SPILL": Habit(16, "even", ""), "CLN-FAC": Habit(1.5, "warm", "public-wall"),
    "CLN-DEAD": Habit(3, "warm", ""), "WST-FULL": Habit(58, "warm", "bin"), "WST-BIN": Habit(10, "even", "bin"),
    "WST-EXPO": Habit(80, "warm", ""), "WST-DUMP": Habit(34, "even", ""), "WST-BULK": Habit(22, "even", ""),
    "WST-MISS": Habit(10, "even", ""), "WST-HAZ": Habit(0.6, "even", ""), "WST-WRECK": Habit(4, "even", ""),
    "WST-STA": Habit(2, "even", "waste-room"), "FUR-BENCH": Habit(5, "warm", "bench"), "FUR-STOP": Habit(4, "even", "bus-stop"),
    "FUR-TOIL": Habit(3, "even", "toilet"), "FUR-PLAY": Habit(3, "warm", "play-set"), "FUR-BIKE": Habit(4, "even", "bike-stand"),
    "FUR-KIOSK": Habit(4, "even", "kiosk"), "FUR-BOARD": Habit(4, "even", "board"), "FUR-AD": Habit(4, "wind", "hoarding"),
    "FUR-ART": Habit(0.5, "even", "artwork"), "FUR-LIFT": Habit(1, "even", "lift"), "FUR-MON": Habit(0.5, "even", "gauge"),
    "HAZ-POND": Habit(14, "rain", ""), "HAZ-UNDER": Habit(1, "rain", "underpass"), "HAZ-SNOW": Habit(12, "winter", ""),
    "HAZ-SLOPE": Habit(0.4, "rain", ""), "HAZ-FACADE": Habit(2, "wind", "public-wall"), "HAZ-FENCE": Habit(5, "wind", ""),
    "HAZ-DUST": Habit(10, "even", ""), "HAZ-WORKS": Habit(9, "even", ""), "HAZ-LEFT": Habit(7, "even", ""),
    "HAZ-RAT": Habit(4, "warm", ""), "HAZ-NEST": Habit(2, "growth", "tree"), "HAZ-MOSQ": Habit(3, "rain", ""),
}  # fmt: skip

# classes whose incidents come in bursts on days of storm or snow
STORM = ("HAZ-POND", "HAZ-UNDER", "DRN-BLOCK", "GRN-FALL", "GRN-HANG", "UTL-CABLE", "FUR-AD", "TRF-OUT")
SNOW = ("HAZ-SNOW",)
# trades in which some places are lastingly bad, and the share of their incidents that fall there
HOT_TRADES = {"CLN": 0.16, "WST": 0.2, "DRN": 0.22, "ROD": 0.16, "PED": 0.1, "HAZ": 0.25}
# local hours of the day, reports by residents and sensors, and by patrols on duty
HOURS_RESIDENT = (4, 2, 1, 1, 1, 2, 6, 14, 20, 22, 21, 18, 15, 17, 19, 20, 21, 22, 22, 20, 17, 13, 9, 6)
HOURS_PATROL = (0, 0, 0, 0, 0, 1, 6, 22, 40, 42, 38, 24, 12, 28, 38, 36, 28, 14, 8, 5, 3, 1, 0, 0)
WEEKDAYS = (1.12, 1.08, 1.05, 1.04, 1.06, 0.78, 0.70)
