"""Sets of indexes, each with its one text. A case says the text, or how it begins."""
from oracle.manifest import set_text

CASES = []


def pair(name, description, indexes, begins):
    """`indexes`: indexes, and [from, to, step] for many."""
    whole = [index for one in indexes for index in (range(one[0], one[1] + 1, one[2]) if isinstance(one, list) else [one])]
    text = set_text(whole)
    assert text.startswith(begins) and (text == begins or not begins.endswith("}")), (name, text[:200])
    CASES.append((name, description, indexes, text))


pair("one", "One index", [7], '{"ranges":[[7,7]]}')
pair("zero", "The first of all", [0], '{"ranges":[[0,0]]}')
pair("last", "The last of all: its bits are shorter", [2 ** 53 - 1], '{"first":9007199254740991,"bits":"gA"}')
pair("range", "One range", [[3, 1000, 1]], '{"ranges":[[3,1000]]}')
pair("touching", "Two that touch are one range", [3, 4, 5], '{"ranges":[[3,5]]}')
pair("unsorted", "In any order, some twice: the same set", [9, 3, 5, 3], '{"first":3,"bits":"og"}')
pair("two", "Two near ones: the bits are shorter", [3, 5], '{"first":3,"bits":"oA"}')
pair("two-wide", "Two that are far apart: the ranges are shorter", [3, 500], '{"ranges":[[3,3],[500,500]]}')
pair("first-bit", "The most significant bit of the first byte is the first index", [1000, 1007, 1008, 1015], '{"first":1000,"bits":"gYE"}')
pair("bits-three-bytes", "Three bytes have four letters", [100, 101, 117, 123], '{"first":100,"bits":"wABB"}')
pair("alternating", "Every second one", [[10, 30, 2]], '{"first":10,"bits":"qqqo"}')
pair("url-alphabet", "base64url: - and _, no padding", [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14, 15, 18], '{"first":0,"bits":"-_sg"}')
pair("many-ranges", "Ranges and single ones", [[1, 5, 1], 900000, [2000000, 3000000, 1]], '{"ranges":[[1,5],[900000,900000],[2000000,3000000]]}')
pair("every-third", "A large set", [[5, 60000, 3]], '{"first":5,"bits":"kkkk')
pair("blocks", "Blocks with a gap each", [[0, 99998, 1], [100000, 200000, 1]], '{"ranges":[[0,99998],[100000,200000]]}')
pair("wide", "The first and the last of all", [0, 2 ** 53 - 1], '{"ranges":[[0,0],[9007199254740991,9007199254740991]]}')


def lengths(first, second):
    ranges = len(f'{{"ranges":[[{first},{first}],[{second},{second}]]}}')
    bits = len(f'{{"first":{first},"bits":""}}') + ((second - first) // 8 + 1) * 4 // 3 + (1 if ((second - first) // 8 + 1) % 3 else 0)
    return ranges, bits


for shorter, wanted in (("ranges", 1), ("equal", 0), ("bits", -1)):
    first, second = next((first, second) for first in (3, 30, 300) for second in range(first + 2, first + 1000)
                         if lengths(first, second)[1] - lengths(first, second)[0] == wanted)
    begins = f'{{"ranges":[[{first},{first}],' if wanted >= 0 else f'{{"first":{first},'
    pair(f"edge-{shorter}", {1: "The bits are one character longer: ranges", 0: "Both are equally long: ranges",
                             -1: "The bits are one character shorter: bits"}[wanted], [first, second], begins)
