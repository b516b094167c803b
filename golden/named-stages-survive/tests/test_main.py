from app.main import handler


def test_it_answers():
    assert handler({}, None)
