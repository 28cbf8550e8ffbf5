"""Writes the seeds: small good files, from which the fuzzing starts. The last byte chooses how a seed is read (see
`choice` in src/lib.rs). Parquet seeds need pyarrow and are left as they are without it."""

import gzip
import io
import json
import os
import struct
import tarfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
KOREAN = "미세먼지가 심한 날에는 창문을 닫는다. 공기청정기가 필요하다."
ENGLISH = "Words of texts are counted, and topics are found."


def put(target, name, content, choice=None):
    folder = os.path.join(HERE, target)
    os.makedirs(folder, exist_ok=True)
    content = content.encode() if isinstance(content, str) else content
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content + (b"" if choice is None else bytes([choice])))


def zipped(parts, packing=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, packing)
    return out.getvalue()


def compound(streams):
    """A compound file, version 3; streams are padded to a whole number of sectors, at least eight."""
    padded = {name: content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0") for name, content in streams.items()}
    table, body, places = [], b"", {}
    for name, content in padded.items():
        places[name] = len(table)
        n = len(content) // 512
        table += [*range(len(table) + 1, len(table) + n), 0xFFFFFFFE]
        body += content
    tree = ["Root Entry"]
    folders = sorted({name.split("/")[0] for name in streams if "/" in name})
    top = sorted([name for name in streams if "/" not in name] + folders, key=lambda name: (len(name), name.upper()))
    tree += top + [name for name in streams if "/" in name]
    n_directory = -(-len(tree) // 4)
    first_directory = len(table)
    table += [*range(len(table) + 1, len(table) + n_directory), 0xFFFFFFFE]
    allocation = len(table)
    table.append(0xFFFFFFFD)
    assert len(table) <= 128

    def chain(names):
        """Siblings as a list to the right, in order."""
        return {name: tree.index(after) for name, after in zip(names, names[1:])}

    right = chain(top)
    for folder in folders:
        right |= chain([name for name in tree if name.startswith(folder + "/")])
    entries = b""
    for name in tree:
        kind = 5 if name == "Root Entry" else 1 if name in folders else 2
        inside = {"Root Entry": top}.get(name, [other for other in tree if other.startswith(name + "/")])
        child = tree.index(inside[0]) if inside else 0xFFFFFFFF
        shown = (name.split("/")[-1] + "\0").encode("utf-16le")
        start = places.get(name, 0xFFFFFFFE if kind == 5 else 0)
        entries += shown.ljust(64, b"\0") + struct.pack("<HBB", len(shown), kind, 1)
        entries += struct.pack("<III", 0xFFFFFFFF, right.get(name, 0xFFFFFFFF), child) + bytes(36)
        entries += struct.pack("<IQ", start, len(padded.get(name, b"")))
    empty = bytes(64) + struct.pack("<HBB", 0, 0, 0) + b"\xff" * 12 + bytes(48)
    entries += empty * (n_directory * 4 - len(tree))
    head = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, first_directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, allocation)
    head = head.ljust(512, b"\xff")
    return head + body + entries + b"".join(struct.pack("<I", next) for next in table).ljust(512, b"\xff")


def relations(*relations):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    each = (f'<Relationship Id="{id}" Type="{kind}{what}" Target="{target}"/>' for id, what, target in relations)
    return f"<Relationships>{''.join(each)}</Relationships>"


# Text, tables, JSON, pages
put("text", "lines", f"{ENGLISH}\n{KOREAN}\n{KOREAN}\n", 0)
put("text", "blocks", f"First line\nsecond line.\n\n{KOREAN}\n다음 줄\n", 54)
put("text", "cp949", KOREAN.encode("cp949"), 2)
put("text", "cp949_guessed", (ENGLISH + "\n" + KOREAN).encode("cp949"), 1)
put("text", "utf16", "\ufeff".encode("utf-16le") + KOREAN.encode("utf-16le"), 4)
put("text", "shift_jis", "これは日本語の文章です。".encode("shift_jis"), 8)
put("text", "gb18030", "这是中文。".encode("gb18030"), 10)
put("text", "iso_2022_jp", "これは日本語です。".encode("iso2022_jp"), 12)
put("delimited", "comma", f'id,title,text,date,label\n1,"A, b","{KOREAN}\n""둘""",2024-01-02,한\n2,B,{ENGLISH},1 May 2023,b\n', 0)
put("delimited", "tab", f"번호\t본문\t날짜\n1\t{KOREAN}\t2024년 3월 1일\n2\t\t20240301\n", 2)
put("delimited", "vector", f"text;x;y\n{KOREAN};0.5;1e-3\n{ENGLISH};-1;2\n", 48)
put("delimited", "cp949", f"가|나\n{KOREAN}|{KOREAN}\n".encode("cp949"), 4)
record = {"id": 7, "text": KOREAN, "날짜": "2024-05-06T07:08:09Z", "tags": ["a", "b"], "deep": {"a": {"b": [1, 2.5, None]}}}
put("json", "array", json.dumps([record, {"text": ENGLISH}], ensure_ascii=False))
put("json", "object", json.dumps({"docs": {"all": [record, record]}, "n": 2}))
put("json", "escapes", '[{"text":"\\ud55c\\u00e9\\ud83d\\ude00\\ud800 \\n","v":-1.5e300,"w":true}, "alone", 3]')
put("json_lines", "lines", json.dumps(record, ensure_ascii=False) + "\n" + json.dumps({"text": ENGLISH}) + "\n")
put("json_lines", "broken", '{"text": "a"}\n{"text": \n[1]\n"text"\nplain\n')
page = f"<!doctype html><html><head><meta charset=utf-8><title>제목 &amp; more</title><style>p{{}}</style></head><body>"
page += f"<h1>머리</h1><p>{KOREAN}<br>{ENGLISH}<table><tr><td>가<td>&#45208;</table><ul><li>하나<li>둘</ul><pre> a\n b</pre></html>"
put("html", "page", page)
put("html", "odd", "<p><b>a<i>b</b>c</i><![CDATA[x]]><!-- y --><svg><title>z</title></svg><template><p>t</template>")
mark = f"---\ntitle: 제목\n---\n# 머리\n\n{KOREAN} **굵게** *기울여* `code` [말](https://a.example \"t\") ![그림](b.png)\n\n> 인용\n>> 더\n\n"
put("markdown", "mixed", mark + "1. 하나\n2. 둘\n   - 셋\n\n| a | b |\n|---|:-:|\n| 가 | 나 |\n\n```rust\nfn a() {}\n```\n\nUnder\n=====\n<b>x</b> \\* a[^1]\n\n[^1]: 주\n")

# Long ones: what stands between two bytes 0xFF is repeated (see `expanded` in src/lib.rs)
def put_long(target, before, piece, after="", choice=None):
    put(target, "long" if choice in (None, 0) else f"long{choice}", b"\xff".join(part.encode() for part in (before, piece, after)), choice)


put_long("delimited", "text,n\n", "가나,1\n", "", 0)
put_long("delimited", "text", ",x", "\na\n", 1)
put_long("json", "[", '{"text": "가나 a"},', '{"text": "b"}]')
put_long("json_lines", "", '{"text": "가나 a", "v": [1]}\n')
put_long("html", "<p>", "<td>a<b>&amp;", "</p>")
put_long("markdown", "a ", "*b* [c](d) `e`", "\n")
put_long("docx", "<w:document><w:body>", "<w:p><w:r><w:t>가</w:t></w:r></w:p>", "</w:body></w:document>", 0)
put_long("hwpx", "<hs:sec>", "<hp:p><hp:run><hp:t>가</hp:t></hp:run></hp:p>", "</hs:sec>", 0)
put_long("xlsx", "<worksheet><sheetData>", '<row><c t="str"><v>가</v></c></row>', "</sheetData></worksheet>", 0)
put_long("xlsx", '<sst>', "<si><t>가</t></si>", "</sst>", 3)
put_long("ods", '<table:table table:name="a">', "<table:table-row><table:table-cell><text:p>가</text:p></table:table-cell></table:table-row>", "</table:table>")
put_long("bags", "", "1 1:2 3:0.5 # a\n", "", 2)
put_long("tokenizer", "", "미세먼지 words 漢字", "", 0)
put_long("tokenizer", "", "미세먼지가", "", 2)
put_long("tokenizer", "", "a> -- http://b.c\n", "", 3)
put_long("tokenizer", "", "machine learning C++ ", "", 5)

# Archives
inner = zipped({"속/둘.csv": f"text,n\n{KOREAN},1\n"})
put("archive", "zip", zipped({"하나.txt": KOREAN, "b/two.json": json.dumps([record]), "c.zip": inner}), 0)
put("archive", "zip_stored", zipped({"하나.txt": KOREAN, "c.zip": inner}, zipfile.ZIP_STORED), 0)
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as archive:
    for name, content in {"하나.txt": KOREAN, "긴/" + "a" * 120 + ".txt": ENGLISH}.items():
        info = tarfile.TarInfo(name)
        info.size = len(content.encode())
        archive.addfile(info, io.BytesIO(content.encode()))
tar = tar.getvalue().rstrip(b"\0")
tar += bytes(-len(tar) % 512 + 1024)
put("archive", "tar", tar, 0)
put("archive", "tar_gz", gzip.compress(tar, mtime=0), 0)
put("archive", "gzip", gzip.compress((KOREAN + "\n" + ENGLISH).encode(), mtime=0), 0)
raw = (KOREAN + "\n" + ENGLISH).encode()
# A frame of zstd with one raw block.
put("archive", "zstd", b"\x28\xB5\x2F\xFD\x20" + bytes([len(raw)]) + struct.pack("<I", len(raw) << 3 | 1)[:3] + raw, 0)
put("archive", "names", f"하나.txt\0{KOREAN}\0b/c.csv\0text,n\na,1\n\0.DS_Store\0x\0".encode(), 3)

# Workbooks
cell = '<c r="{}" t="{}"{}><v>{}</v></c>'
rows = '<row r="1">' + cell.format("A1", "s", "", 0) + cell.format("B1", "str", "", "날짜") + "</row>"
rows += '<row r="2"><c r="A2" t="inlineStr"><is><t>글 하나</t></is></c>' + cell.format("B2", "n", ' s="1"', 45292.5)
rows += cell.format("C2", "b", "", 1) + cell.format("D2", "e", "", "#N/A") + "</row>"
put("xlsx", "sheet.xml", f'<worksheet><dimension ref="A1:D2"/><sheetData>{rows}</sheetData></worksheet>')
strings = f"<si><t>본문</t></si><si><r><t>{ENGLISH}</t></r><r><t xml:space=\"preserve\"> 둘</t></r><rPh><t>x</t></rPh></si>"
put("xlsx", "strings.xml", f'<sst count="2" uniqueCount="2">{strings}</sst>')
styles = '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
put("xlsx", "styles.xml", f"<styleSheet>{styles}</styleSheet>")
put("xlsx", "workbook.xml", '<workbook><workbookPr date1904="0"/><sheets><sheet name="시트" r:id="rId1"/></sheets></workbook>')
related = [("rId1", "worksheet", "worksheets/sheet1.xml"), ("s", "sharedStrings", "sharedStrings.xml"), ("t", "styles", "styles.xml")]
put("xlsx", "relations.xml", relations(*related))
put("xlsx", "root.xml", relations(("r", "officeDocument", "xl/workbook.xml")))


def parts_of(target, names):
    """The parts of a package by the names of their seeds, and each as a seed that takes its own place."""
    parts = {}
    for at, (seed, name) in enumerate(names.items()):
        with open(os.path.join(HERE, target, seed), "rb") as file:
            parts[name] = file.read()
        if at > 0:
            put(target, f"part{at}", parts[name], 2 * at + 1)
    return parts


workbook = {"sheet.xml": "xl/worksheets/sheet1.xml", "strings.xml": "xl/sharedStrings.xml", "styles.xml": "xl/styles.xml"}
workbook |= {"workbook.xml": "xl/workbook.xml", "relations.xml": "xl/_rels/workbook.xml.rels"}
put("workbook", "xlsx", zipped(parts_of("xlsx", workbook)), 0)


def record12(kind, content):
    kind = bytes([kind]) if kind < 128 else bytes([kind & 0xFF | 0x80, kind >> 7])
    return kind + bytes([len(content)]) + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16le")


def cell12(column, value):
    return struct.pack("<II", column, 0) + value


sheet = record12(0x81, b"") + record12(0x94, bytes(16)) + record12(0x91, b"") + record12(0, struct.pack("<I", 2))
sheet += record12(7, cell12(0, bytes(4))) + record12(6, cell12(2, wide("글"))) + record12(5, cell12(3, struct.pack("<d", 1.5)))
put("xlsb", "sheet.bin", sheet + record12(0x92, b""))
put("xlsb", "strings.bin", record12(0x9F, struct.pack("<II", 1, 1)) + record12(0x13, b"\0" + wide("공유")))
book = record12(0x99, bytes(12)) + record12(0x9C, bytes(8) + wide("rId1") + wide("시트")) + record12(0x90, b"") + record12(0x84, b"")
put("xlsb", "workbook.bin", book)
put("xlsb", "relations.xml", relations(("rId1", "worksheet", "worksheets/sheet1.bin")))
binary = {"sheet.bin": "xl/worksheets/sheet1.bin", "strings.bin": "xl/sharedStrings.bin", "workbook.bin": "xl/workbook.bin"}
put("workbook", "xlsb", zipped(parts_of("xlsb", binary | {"relations.xml": "xl/_rels/workbook.bin.rels"})), 0)


def biff(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def stream_of_xls(version, name, shared, label):
    begin = biff(0x0809, struct.pack("<HH", version, 5) + bytes(4))
    styles = biff(0x041E, struct.pack("<HH", 164, 10) + b"\0yyyy-mm-dd") + biff(0x00E0, struct.pack("<HH", 0, 14) + bytes(16))
    before = begin + biff(0x0042, struct.pack("<H", 949)) + styles + shared
    n_head = len(before) + len(biff(0x0085, bytes(6) + name)) + len(biff(0x000A))
    cells = biff(0x0200, struct.pack("<IIHHH", 0, 2, 0, 6, 0)) + biff(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0))
    cells += biff(0x0204, struct.pack("<HHH", 0, 1, 0) + label) + biff(0x0203, struct.pack("<HHHd", 1, 0, 0, 45292.5))
    cells += biff(0x027E, struct.pack("<HHHI", 1, 1, 0, 7 << 2 | 2)) + biff(0x0205, struct.pack("<HHHBB", 1, 2, 0, 1, 0))
    cells += biff(0x00BD, struct.pack("<HHHIHIH", 1, 3, 0, 6, 0, 10, 4))
    cells += biff(0x0006, struct.pack("<HHH", 1, 5, 0) + b"\0\0\0\0\0\0\xFF\xFF" + bytes(8)) + biff(0x0207, label)
    return before + biff(0x0085, struct.pack("<IBB", n_head, 0, 0) + name) + biff(0x000A) + begin + cells + biff(0x000A)


wide_label = struct.pack("<HB", 2, 1) + "한글".encode("utf-16le")
table = biff(0x00FC, struct.pack("<IIHB", 2, 2, 2, 1) + "공유".encode("utf-16le") + struct.pack("<HBH", 5, 8, 1) + b"first" + bytes(4))
table += biff(0x003C, b"")
eight = stream_of_xls(0x0600, b"\x02\x01" + "시트".encode("utf-16le"), table, wide_label)
five = stream_of_xls(0x0500, b"\x04" + "시트".encode("cp949"), b"", struct.pack("<H", 4) + "한글".encode("cp949"))
put("xls", "biff8", eight, 0)
put("xls", "biff5", five, 1)
put("workbook", "xls", compound({"Workbook": eight}), 0)
ods = "<office:body><office:spreadsheet><table:table table:name=\"시트\"><table:table-row table:number-rows-repeated=\"2\">"
ods += f'<table:table-cell office:value-type="string"><text:p>{KOREAN}<text:s text:c="3"/>둘</text:p></table:table-cell>'
ods += '<table:table-cell office:value-type="float" office:value="1.5" table:number-columns-repeated="3"/><table:covered-table-cell/>'
ods += '<table:table-cell office:value-type="date" office:date-value="2024-01-02"/></table:table-row></table:table></office:spreadsheet></office:body>'
put("ods", "content", ods)
put("workbook", "ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ods}, zipfile.ZIP_STORED), 0)

# Documents
body = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>제목</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">{KOREAN} </w:t><w:tab/><w:br/>'
body += '<w:footnoteReference w:id="2"/></w:r><w:ins><w:r><w:t>새로</w:t></w:r></w:ins><w:del><w:r><w:delText>지움</w:delText></w:r></w:del></w:p>'
body += "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>가</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
body += "<mc:AlternateContent><mc:Choice><w:t>a</w:t></mc:Choice><mc:Fallback><w:t>b</w:t></mc:Fallback></mc:AlternateContent>"
put("docx", "document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
put("docx", "footnotes.xml", '<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>각주</w:t></w:r></w:p></w:footnote></w:footnotes>')
put("docx", "core.xml", "<cp:coreProperties><dc:title>제목 &#x26; more</dc:title></cp:coreProperties>")
put("docx", "relations.xml", relations(("r1", "footnotes", "footnotes.xml")))
put("docx", "root.xml", relations(("r1", "officeDocument", "word/document.xml"), ("r2", "metadata/core-properties", "docProps/core.xml")))
document = {"document.xml": "word/document.xml", "footnotes.xml": "word/footnotes.xml", "core.xml": "docProps/core.xml"}
document |= {"relations.xml": "word/_rels/document.xml.rels", "root.xml": "_rels/.rels"}
put("workbook", "docx", zipped(parts_of("docx", document)), 0)
section = f"<hp:p><hp:run><hp:t>{KOREAN}<hp:tab/>둘<hp:lineBreak/>셋</hp:t></hp:run></hp:p><hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList><hp:p>"
section += "<hp:run><hp:t>가</hp:t></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl><hp:ctrl><hp:footNote><hp:subList><hp:p><hp:run>"
section += "<hp:t>각주</hp:t></hp:run></hp:p></hp:subList></hp:footNote></hp:ctrl></hp:run></hp:p>"
put("hwpx", "section.xml", f"<hs:sec>{section}</hs:sec>\n")
put("hwpx", "content.xml", "<opf:package><opf:metadata><opf:title>제목</opf:title></opf:metadata></opf:package>\n")
put("hwpx", "contents", "<opf:package><opf:metadata><opf:title>제목</opf:title></opf:metadata></opf:package>", 3)


def hwp_record(tag, level, content):
    return struct.pack("<I", tag | level << 10 | min(len(content), 0xFFF) << 20) + content


def paragraph(level, text):
    return hwp_record(66, level, bytes(22)) + hwp_record(67, level + 1, text.encode("utf-16le"))


control = "\x0b" + "\0" * 6 + "\x0b"
section = paragraph(0, KOREAN + "\r") + paragraph(0, control + "표\r") + hwp_record(71, 1, b" lbt" + bytes(12))
section += hwp_record(77, 2, struct.pack("<IHH", 0, 1, 2) + bytes(8)) + hwp_record(72, 2, struct.pack("<IIHH", 1, 0, 0, 0) + bytes(8)) + paragraph(2, "칸\r")
section += hwp_record(71, 1, b"  nf" + bytes(8)) + hwp_record(72, 2, bytes(16)) + paragraph(2, "각주\t끝\r")
put("hwp", "section", section, 0)
put("hwp", "preview", KOREAN.encode("utf-16le"), 5)
title = "보고서\0".encode("utf-16le")
summary = bytes(44) + struct.pack("<IIIIIII", 48, 24 + len(title), 1, 2, 16, 31, len(title) // 2) + title
put("hwp", "summary", summary, 6)
head = b"HWP Document File".ljust(36, b"\0") + bytes(220)
put("workbook", "hwp", compound({"FileHeader": head, "BodyText/Section0": section}), 0)

# Numbers
matrix = "%%MatrixMarket matrix coordinate integer general\n% 주석\n3 4 4\n1 1 2\n1 3 1\n2 4 5\n3 2 1\n"
put("bags", "matrix_market", matrix, 0)
put("bags", "uci", "3\n4\n4\n1 1 2\n1 3 1\n2 4 5\n3 2 1\n", 1)
put("bags", "svmlight", "1 1:2 3:0.5 # 하나\n-1 qid:3 2:1\n\n+1 4:1e3\n", 2)


def npy(descr, shape, values, fortran=False):
    head = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    head = head.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + values


put("npy", "f4", npy("<f4", "(2, 3)", struct.pack("<6f", 1, 2, 3, 0.5, -1, 0)))
put("npy", "f8_fortran", npy(">f8", "(2, 2)", struct.pack(">4d", 1, 2, 3, 4), True))
put("npy", "i2", npy("<i2", "(4, 1)", struct.pack("<4h", 1, -2, 3, 4)))

# Dictionaries
def double_array(keys):
    """Each node's children go to the first place where all of them fit."""
    units, nodes, bases = {0: [1, 0]}, [(0, keys, 0)], set()
    while nodes:
        unit, range_, depth = nodes.pop()
        bytes_ = sorted({key[depth] if depth < len(key) else -1 for key, _ in range_})
        base = next(base for base in range(1, 1 << 16) if base not in bases and not any(base + byte + 1 in units for byte in bytes_))
        bases.add(base)
        units[unit][0] = base
        for byte in bytes_:
            below = [(key, value) for key, value in range_ if (key[depth] if depth < len(key) else -1) == byte]
            units[base + byte + 1] = [0, base]
            if byte < 0:
                units[base][0] = -1 - below[0][1]
            else:
                nodes.append((base + byte + 1, below, depth + 1))
    return b"".join(struct.pack("<iI", *units.get(unit, (0, 0xFFFFFFFF))) for unit in range(max(units) + 1))


def dic(words):
    features, tokens, keys = b"", b"", []
    for index, (surface, left, right, cost, feature) in enumerate(words):
        tokens += struct.pack("<HHHhII", left, right, 0, cost, len(features), 0)
        features += feature.encode() + b"\0"
        keys.append((surface.encode(), index << 8 | 1))
    array = double_array(keys)
    head = struct.pack("<10I", 0, 102, 0, len(words), 2, 2, len(array), len(tokens), len(features), 0)
    return head + b"UTF-8".ljust(32, b"\0") + array + tokens + features


words = [
    ("갔다", 0, 0, 9, "VV+EP+EF,*,F,갔다,Inflect,VV,EF,가/VV/*+았/EP/*+다/EF/*"),
    ("나무", 1, 1, 10, "NNG,*,F,나무,*,*,*,*"),
    ("에", 0, 0, 5, "JKB,*,F,에,*,*,*,*"),
    ("집", 1, 1, 10, "NNG,*,T,집,*,*,*,*"),
]
unknown = [("DEFAULT", 0, 0, 50, "SY,*"), ("HANGUL", 1, 1, 9000, "UNKNOWN,*"), ("SPACE", 0, 0, 50, "SP,*")]
files = {"sys.dic": dic(words), "unk.dic": dic(unknown), "matrix.bin": struct.pack("<6h", 2, 2, 1, -3, 2, 4)}
files["a.csv"] = "".join(f"{s},{l},{r},{c},{f}\n" for s, l, r, c, f in words).encode()
files["unk.def"] = "".join(f"{s},{l},{r},{c},{f}\n" for s, l, r, c, f in unknown).encode()
files["char.def"] = "DEFAULT 0 1 0\nSPACE 0 1 0\nHANGUL 0 1 2\n0x0020 SPACE\n0xAC00..0xD7A3 HANGUL\n".encode()
files["matrix.def"] = b"2 2\n0 0 1\n0 1 2\n1 0 -3\n1 1 4\n"
for at, (name, content) in enumerate(files.items()):
    put("mecab", name, content)
    put("mecab", f"part{at}", content, at)

# Words
mixed = f"{KOREAN}\n> quoted\n{ENGLISH} 3.5% GPT-4 a@b.example https://c.example/d?e=f <b>굵게</b> 漢字와 カタカナ ภาษาไทย é\u0301\n-- \nname"
for choice in range(6):
    put("tokenizer", f"mixed{choice}", mixed, choice)

try:
    import pyarrow
    import pyarrow.parquet
except ImportError:
    pass
else:
    rows = [{"id": 1, "text": KOREAN, "tags": ["가", "b"], "deep": {"a": 1.5}}, {"id": 2, "text": ENGLISH, "tags": None, "deep": None}]
    table = pyarrow.Table.from_pylist(rows)
    import datetime

    day = datetime.date(2024, 5, 6)
    table = table.append_column("day", pyarrow.array([day, None])).append_column("at", pyarrow.array([datetime.datetime(2024, 5, 6, 7, 8), None]))
    for packing in ["none", "snappy", "zstd"]:
        out = io.BytesIO()
        pyarrow.parquet.write_table(table, out, compression=packing, store_schema=False)
        put("parquet", packing, out.getvalue())
