"""Park files, in and out: a folder of CSV files or one workbook with the same sheets, headers in English or Chinese."""

from scheduler.parkfiles.errors import ParkFault, ParkFileError
from scheduler.parkfiles.example import example_park
from scheduler.parkfiles.load import load_park_folder
from scheduler.parkfiles.park import ParkContent
from scheduler.parkfiles.write import write_template

__all__ = ["ParkContent", "ParkFault", "ParkFileError", "example_park", "load_park_folder", "write_template"]
