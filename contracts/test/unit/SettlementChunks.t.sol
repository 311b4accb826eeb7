// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Operators} from "../../src/Operators.sol";
import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Proofs} from "../base/Proofs.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract SettlementChunksTest is VenueTest {
    bytes private constant FIRST = "first";
    bytes private constant SECOND = "second";
    bytes private constant THIRD = "third";
    Header private _header;

    function setUp() public override {
        super.setUp();
        _postGenesis();
        bytes32 soFar = keccak256(abi.encode(uint256(3)));
        _header = _next();
        _header.dataHash = _fold(_fold(_fold(soFar, FIRST), SECOND), THIRD);
    }

    function test_ABatchIsCompleteWithItsLastChunkAndItsWindowStartsThere() public {
        _postFirst();
        vm.warp(block.timestamp + 1000);
        _postChunk(_header, 1, SECOND);
        vm.assertEq(settlement.completedAt(1), 0, "incomplete");
        vm.assertTrue(!settlement.isFinal(1), "never final while incomplete");
        vm.expectEmit(address(settlement));
        emit Settlement.BatchCompleted(1, uint64(block.timestamp));
        _postChunk(_header, 2, THIRD);
        vm.assertTrue(!settlement.isFinal(1), "inside the window");
        vm.warp(block.timestamp + WINDOW);
        vm.assertTrue(settlement.isFinal(1), "final");
        _post(_next(), DATA);
    }

    function test_RefusesTheNextBatchWhileOneIsIncomplete() public {
        _postFirst();
        Header memory next = _next();
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.PreviousIncomplete.selector, 1));
        settlement.post(next, 1, DATA);
    }

    function test_RefusesChunksOutOfOrder() public {
        _postFirst();
        _refused(_header, 2, THIRD, abi.encodeWithSelector(SettlementErrors.WrongChunkIndex.selector, 2, 1));
        _refused(_header, 0, FIRST, abi.encodeWithSelector(SettlementErrors.WrongChunkIndex.selector, 0, 1));
    }

    function test_RefusesAChunkThatDoesNotEndInTheDataHash() public {
        _postFirst();
        _postChunk(_header, 1, SECOND);
        bytes32 wrong = _fold(_fold(_fold(keccak256(abi.encode(uint256(3))), FIRST), SECOND), FIRST);
        bytes4 selector = SettlementErrors.WrongDataHash.selector;
        _refused(_header, 2, FIRST, abi.encodeWithSelector(selector, _header.dataHash, wrong));
        _postChunk(_header, 2, THIRD);
    }

    function test_RefusesAChunkWhenNothingIsIncomplete() public {
        Header memory genesis = _genesisHeader();
        _refused(genesis, 1, THIRD, abi.encodeWithSelector(SettlementErrors.NothingIncomplete.selector));
    }

    function test_RefusesAChunkUnderAnotherHeader() public {
        _postFirst();
        Header memory other = _header;
        other.newRoot = RULES;
        Proofs proofs = new Proofs();
        bytes32 given = proofs.header(other);
        bytes32 expected = settlement.headerHash(1);
        bytes4 selector = SettlementErrors.HeaderNotOfIncomplete.selector;
        _refused(other, 1, SECOND, abi.encodeWithSelector(selector, given, expected));
    }

    function test_RefusesAStrangersChunk() public {
        _postFirst();
        vm.prank(ALICE, ALICE);
        vm.expectRevert(abi.encodeWithSelector(Operators.NotOperator.selector, ALICE));
        settlement.postChunk(_header, 1, SECOND);
    }

    function test_RefusesABatchWithoutChunks() public {
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(SettlementErrors.NoChunks.selector);
        settlement.post(_header, 0, FIRST);
    }

    function test_RefusesAChunkOverTheLimit() public {
        uint256 most = settlement.CHUNK_MAX_BYTES();
        bytes memory long = new bytes(most + 1);
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.ChunkTooLong.selector, most + 1));
        settlement.post(_header, 3, long);
        bytes memory full = new bytes(most);
        _header.dataHash = _dataHash(full);
        _post(_header, full);
    }

    function test_RefusesCalldataThatHidesTheChunkElsewhere() public {
        _header.dataHash = _dataHash(FIRST);
        bytes memory head = abi.encodePacked(Settlement.post.selector, abi.encode(_header, uint32(1)));
        bytes memory tail = abi.encode(FIRST.length, bytes32(FIRST));
        bytes memory straight = bytes.concat(head, abi.encode(uint256(480)), tail);
        bytes memory moved = bytes.concat(head, abi.encode(uint256(512), uint256(0)), tail);
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(SettlementErrors.ChunkMisplaced.selector);
        _send(moved);
        vm.prank(OPERATOR, OPERATOR);
        _send(straight);
        vm.assertEq(settlement.batchCount(), 2, "the straight one is taken");
    }

    function _send(bytes memory data) private {
        (bool done, bytes memory answer) = address(settlement).call(data);
        assembly ("memory-safe") {
            if iszero(done) { revert(add(answer, 32), mload(answer)) }
        }
    }

    function _postFirst() private {
        vm.prank(OPERATOR, OPERATOR);
        settlement.post(_header, 3, FIRST);
    }

    function _postChunk(Header memory header, uint32 index, bytes memory chunk) private {
        vm.prank(OPERATOR, OPERATOR);
        settlement.postChunk(header, index, chunk);
    }

    function _refused(Header memory header, uint32 index, bytes memory chunk, bytes memory refusal) private {
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(refusal);
        settlement.postChunk(header, index, chunk);
    }
}
