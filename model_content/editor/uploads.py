"""Takes one file, in memory and no larger than what may be read.

No other page takes files (`FILE_UPLOAD_HANDLERS` is empty), so this one says so itself.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from model_content.files import MOST_BYTES


class BoundedHandler(FileUploadHandler):
    """Keeps a file in memory; of one that is too large only so much that this can be told."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.left = MOST_BYTES
        self.content = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left -= len(raw_data)
        if self.left < 0:
            raise SkipFile  # read to its end, and thrown away
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        self.content.seek(0)
        return InMemoryUploadedFile(
            file=self.content, field_name=self.field_name, name=self.file_name or "",
            content_type=self.content_type, size=file_size, charset=self.charset,
        )  # fmt: skip

    @property
    def is_too_large(self) -> bool:
        return self.left < 0
